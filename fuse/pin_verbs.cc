// SPDX-License-Identifier: Apache-2.0
// Pins in together/: `ln -s Joey+Rachel together/'Our trips'`, `mv`, `rm`.
#include <cerrno>

#include "fuse/verbs.h"
#include "index/answers/query.h"
#include "index/storage/pins.h"
#include "index/values/person_name.h"

namespace facefs {
namespace {

/// As a person's: it stands in a folder beside names, and must not look like one of our own files.
void check_pin_name(const std::string& name) {
  if (fault_of_person_name(name) == NameFault::too_long) throw Refusal(ENAMETOOLONG);
  if (fault_of_person_name(name) != NameFault::none) throw Refusal(EINVAL);
}

}  // namespace

void make_pin(fuse_req_t request, MountedTree& mount, const std::string& name, const std::string& text) {
  check_pin_name(name);
  const auto query = parse_query(Snapshot(mount.gallery), text);
  if (!query) throw Refusal(EINVAL);
  perform(
      request,
      [name, stored = stored_text(*query), actor = actor_of(request)](Update& update, DecisionLog& log) {
        pin_query(update, log, actor, name, stored);
      },
      [request, name](MountedTree& there) {
        reply_entry(request, there, entry_in(there, kTogether.number(), name), name);
        there.requests.kernel_saw(kTogether, name, Seen::file);
      });
}

void remove_pin(fuse_req_t request, MountedTree& mount, const std::string& name) {
  if (!Pins(Snapshot(mount.gallery)).find(name)) throw Refusal(EPERM);
  perform(
      request,
      [name, actor = actor_of(request)](Update& update, DecisionLog& log) { unpin_query(update, log, actor, name); },
      [request, name](MountedTree& there) {
        fuse_reply_err(request, 0);
        there.requests.kernel_saw(kTogether, name, Seen::nothing);
      });
}

void move_pin(fuse_req_t request, MountedTree& mount, const std::string& from, const std::string& to) {
  if (!Pins(Snapshot(mount.gallery)).find(from)) throw Refusal(EPERM);
  check_pin_name(to);
  perform(
      request,
      [from, to, actor = actor_of(request)](Update& update, DecisionLog& log) {
        rename_pin(update, log, actor, from, to);
      },
      [request, from, to](MountedTree& there) {
        fuse_reply_err(request, 0);
        there.requests.kernel_saw(kTogether, from, Seen::nothing);
        there.requests.kernel_saw(kTogether, to, Seen::file);
      });
}

}  // namespace facefs
