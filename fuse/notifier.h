// SPDX-License-Identifier: Apache-2.0
// Tells the kernel which of the entries and attributes it remembers are no longer so, and open windows what has
// changed.
//
// On a thread of its own and never inside a request: the kernel holds a folder's lock while it waits for our answer,
// and these calls wait for that lock. An entry that is gone is told by name, and its folder beside it, because the
// kernel ignores a name that it has not looked up. The kernel is told at once, windows a moment later
// (fuse/announcer.h).
#pragma once

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "fuse/announcer.h"
#include "system/inbox.h"

struct fuse_session;

namespace facefs {

class Notifier {
 public:
  Notifier(fuse_session* session, MountedTree& mount, std::unique_ptr<PokeSender> poker);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  /// `token` is let go of when the kernel has been told.
  void post(std::vector<TreeChange> changes, std::shared_ptr<const void> token);
  /// A program's request has made the kernel show that: it is to look that name up again.
  void post_seen(Inode folder, std::string name, Seen seen);

 private:
  struct Name {
    Inode folder;
    std::string name;
    Seen seen = Seen::nothing;
  };
  struct Batch {
    std::vector<TreeChange> changes;
    std::shared_ptr<const void> token;
    std::optional<Name> seen;
  };
  void run();
  std::chrono::milliseconds patience() const;
  void tell(const std::vector<TreeChange>& changes);
  void tell(const Name& seen);
  void tell_of_moved_groups();

  fuse_session* session_;
  MountedTree& mount_;
  std::unique_ptr<PokeSender> poke_sender_;
  Announcer announcer_;
  Inbox<Batch> inbox_;
  std::thread thread_;
};

}  // namespace facefs
