// SPDX-License-Identifier: Apache-2.0
// Tells the kernel which remembered entries and attributes are out of date, and tells open windows what has changed.
//
// Works on a thread of its own and never inside a request: the kernel holds a folder's lock while it waits for our
// answer, and these calls wait for that lock. The kernel is told the name of an entry that is gone. It is told the
// folder as well, because it ignores a name that it has not looked up. The kernel is told at once, windows a moment
// later (fuse/announcer.h).
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

  /// Hands over changes to tell. Lets go of `token` when the kernel has been told.
  void post(std::vector<TreeChange> changes, std::shared_ptr<const void> token);
  /// Hands over what a program's request has made the kernel show under that name. The kernel must look the name up
  /// again.
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
