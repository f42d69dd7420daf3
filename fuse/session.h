// SPDX-License-Identifier: Apache-2.0
// The mount: made, served by a few threads, and taken away again, even while something in it is open.
//
// libfuse's own loop cannot be stopped while a program holds a file open (fixed only in 3.18). So each thread here
// polls the kernel's descriptor and an eventfd: `stop` ends all of them at once. Destruction unmounts lazily.
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
  /// Mounts. Throws std::runtime_error with a sentence that says why it cannot. `on_gone` is called on a serving thread
  /// when the mount was taken away from outside: the user's wish.
  Session(const std::filesystem::path& mount_point, MountedTree& tree, std::function<void()> on_gone);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Starts the serving threads. Until then every request waits.
  void start_serving(MountedTree& tree);

  /// Ends the serving threads: no request is answered any more when it returns. Call it from any thread but the serving
  /// ones.
  void stop();

  /// Returns a count for each serving thread: even while it waits for a request, odd while it answers one.
  std::vector<std::uint64_t> progress() const;
  /// Tells whether each thread was even at that earlier look, or has moved on since. Then every request that had come
  /// before that look has been answered.
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

/// Returns why /dev/fuse cannot be used here; nothing where it can.
std::optional<std::string> fuse_is_missing();

}  // namespace facefs
