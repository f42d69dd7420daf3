// SPDX-License-Identifier: Apache-2.0
#include "fuse/notifier.h"

#include <chrono>
#include <exception>
#include <set>

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatches = 64;
constexpr std::chrono::milliseconds kBetweenLooks = 25ms;
constexpr std::chrono::milliseconds kUntilGroupsGo = 250ms;

}  // namespace

Notifier::Notifier(fuse_session* session, MountedTree& mount, std::unique_ptr<PokeSender> poker)
    : session_(session),
      mount_(mount),
      poke_sender_(std::move(poker)),
      announcer_(mount, *poke_sender_),
      thread_([this] { run(); }) {}

Notifier::~Notifier() {
  inbox_.close();
  thread_.join();
}

void Notifier::post(std::vector<TreeChange> changes, std::shared_ptr<const void> token) {
  inbox_.put({std::move(changes), std::move(token), {}});
}

void Notifier::post_seen(Inode folder, std::string name, Seen seen) {
  inbox_.put({{}, nullptr, Name{folder, std::move(name), seen}});
}

std::chrono::milliseconds Notifier::patience() const {
  if (announcer_.has_news()) return kBetweenLooks;
  return mount_.moved.is_empty() ? 1h : kUntilGroupsGo;
}

void Notifier::run() {
  while (!inbox_.is_done()) {
    for (const Batch& batch : inbox_.take(kBatches, patience())) {
      if (batch.seen) tell(*batch.seen);
      tell(batch.changes);
    }
    try {
      tell_of_moved_groups();
      if (!inbox_.is_done()) announcer_.tell();
    } catch (const std::exception&) {
      // A damaged gallery: it is made again, and every name in it is told anew. Windows show it when they look again.
    }
  }
}

/// Takes away the folders that the kernel still has under the new names of groups, once their time is over.
void Notifier::tell_of_moved_groups() {
  for (const MovedGroup& moved : mount_.moved.take_expired())
    if (!moved.name.empty() && !mount_.tree.lookup(Snapshot(mount_.gallery), moved.folder, moved.name))
      tell({moved.folder, moved.name, Seen::folder});
}

void Notifier::tell(const Name& seen) {
  fuse_lowlevel_notify_inval_entry(session_, seen.folder.number(), seen.name.c_str(), seen.name.size());
  announcer_.note(seen.folder, seen.name, seen.seen);
}

// Ignores what the calls return: ENOENT means an entry or inode that the kernel does not remember.
void Notifier::tell(const std::vector<TreeChange>& changes) {
  std::set<std::uint64_t> altered;
  for (const TreeChange& change : changes) announcer_.note(change);  // at one moment: telling the kernel may take long
  for (const TreeChange& change : changes) {
    if (change.kind == TreeChange::Kind::altered) {
      altered.insert(inode_of(change.photo).number());
      continue;
    }
    const std::uint64_t folder = inode_of(change.folder).number();
    altered.insert(folder);
    if (change.kind == TreeChange::Kind::left)
      fuse_lowlevel_notify_inval_entry(session_, folder, change.name.c_str(), change.name.size());
  }
  for (const std::uint64_t inode : altered) fuse_lowlevel_notify_inval_inode(session_, inode, -1, 0);
}

}  // namespace facefs
