// SPDX-License-Identifier: Apache-2.0
// The mount: made, served by a few threads, and gone again, whatever is still open in it.
//
// libfuse's own loop cannot be stopped while somebody holds a file open (fixed only in 3.18), so each thread here polls
// the kernel's descriptor and an eventfd: `stop` ends all of them at once. Destruction unmounts lazily.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "system/unique_fd.h"

struct fuse_session;

namespace facefs {

class RequestCounts;
struct MountedTree;

class Session {
 public:
  /// Mounts (throws with a sentence that says why not). `on_gone` is called on a serving thread when the mount was
  /// taken away from outside: the user's wish.
  Session(const std::filesystem::path& mount_point, MountedTree& tree, std::function<void()> on_gone);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Until then whoever comes waits.
  void start_serving(MountedTree& tree);

  /// No request is answered any more when it returns. From any thread but the serving ones.
  void stop();

  /// What each serving thread is at: even while it waits for a request, odd while it answers one. When each has been
  /// even, or moved on, since an earlier look, every request that had come before that look has been answered.
  std::vector<std::uint64_t> progress() const;
  bool has_passed(const std::vector<std::uint64_t>& earlier) const;

  fuse_session* handle() const { return session_; }

 private:
  struct Server {
    std::atomic<std::uint64_t> progress = 0;
    std::thread thread;
  };
  void serve(Server& server, RequestCounts& counts);
  bool wait_for_request() const;

  fuse_session* session_ = nullptr;
  std::function<void()> on_gone_;
  UniqueFd stop_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::unique_ptr<Server>> servers_;
};

/// Whether /dev/fuse can be used here; the reason why not.
std::optional<std::string> fuse_is_missing();

}  // namespace facefs
