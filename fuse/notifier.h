// SPDX-License-Identifier: Apache-2.0
// Tells the kernel which of the entries and attributes it remembers are no longer so.
//
// On a thread of its own and never inside a request: the kernel holds a folder's lock while it waits for our answer,
// and these calls wait for that lock. An entry that is gone is told by name, and its folder beside it, because the
// kernel ignores a name that it has not looked up. Here the helper that makes open windows refresh will get its work
// from.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "fuse/inbox.h"
#include "index/update.h"

struct fuse_session;

namespace facefs {

class Notifier {
 public:
  explicit Notifier(fuse_session* session);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  /// `token` is let go of when the kernel has been told.
  void post(std::vector<Change> changes, std::shared_ptr<const void> token);
  /// That name in that folder (an inode number) is to be looked up again.
  void post_stale(std::uint64_t folder, std::string name);

 private:
  struct Batch {
    std::vector<Change> changes;
    std::shared_ptr<const void> token;
    std::uint64_t stale_in = 0;
    std::string stale_name;
  };
  void run();
  void tell(const std::vector<Change>& changes);

  fuse_session* session_;
  Inbox<Batch> inbox_;
  std::thread thread_;
};

}  // namespace facefs
