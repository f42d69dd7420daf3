// SPDX-License-Identifier: Apache-2.0
#include "fuse/session.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "fuse/mounted_tree.h"

namespace facefs {
namespace {

// Look-ups a second rise up to two threads and stay there (measured: docs/mount.md). The third thread answers while
// another one reads from a slow disk.
constexpr int kServers = 3;

}  // namespace

Session::Session(const std::filesystem::path& mount_point, MountedTree& tree, std::function<void()> on_gone)
    : on_gone_(std::move(on_gone)), stop_(::eventfd(0, EFD_CLOEXEC)) {
  std::array<const char*, 3> words = {"facefs", "-o", "fsname=facefs,subtype=facefs,default_permissions"};
  fuse_args args = FUSE_ARGS_INIT(static_cast<int>(words.size()), const_cast<char**>(words.data()));
  const fuse_lowlevel_ops operations = operations_table();
  session_ = fuse_session_new(&args, &operations, sizeof operations, &tree);
  fuse_opt_free_args(&args);
  if (!session_) throw std::runtime_error("libfuse cannot start a session");
  if (fuse_session_mount(session_, mount_point.c_str()) != 0) {
    fuse_session_destroy(session_);
    throw std::runtime_error("cannot mount at " + mount_point.string() + ": " +
                             fuse_is_missing().value_or("fusermount3 says why above"));
  }
  const int descriptor = fuse_session_fd(session_);
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

void Session::start_serving(MountedTree& tree) {
  for (int i = 0; i < kServers; ++i) {
    servers_.push_back(std::make_unique<Server>());
    Server& server = *servers_.back();
    server.thread = std::thread([this, &server, &tree] { serve(server, tree.counts); });
  }
}

Session::~Session() {
  stop();
  fuse_session_unmount(session_);
  fuse_session_destroy(session_);
}

void Session::stop() {
  stopping_ = true;
  const std::uint64_t one = 1;
  if (::write(stop_.get(), &one, sizeof one) < 0) std::abort();  // an eventfd cannot refuse its first numbers
  for (const auto& server : servers_)
    if (server->thread.joinable()) server->thread.join();
}

bool Session::wait_for_request() const {
  std::array<pollfd, 2> watched = {{{fuse_session_fd(session_), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
  while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
  }
  return watched[1].revents == 0;
}

void Session::serve(Server& server, RequestCounts& counts) {
  fuse_buf buffer{};
  while (!stopping_ && wait_for_request()) {
    ++server.progress;
    const int count = fuse_session_receive_buf(session_, &buffer);
    if (count > 0) {
      counts.count({static_cast<const std::byte*>(buffer.mem), static_cast<std::size_t>(count)});
      fuse_session_process_buf(session_, &buffer);
    }
    ++server.progress;
    const bool gone = count == 0 || (count < 0 && count != -EAGAIN && count != -EINTR);
    if (gone || fuse_session_exited(session_)) break;
  }
  std::free(buffer.mem);
  if (!stopping_.exchange(true)) {
    const std::uint64_t one = 1;
    if (::write(stop_.get(), &one, sizeof one) > 0) on_gone_();
  }
}

std::vector<std::uint64_t> Session::progress() const {
  std::vector<std::uint64_t> progress;
  for (const auto& server : servers_) progress.push_back(server->progress);
  return progress;
}

bool Session::has_passed(const std::vector<std::uint64_t>& earlier) const {
  for (std::size_t i = 0; i < servers_.size(); ++i)
    if (earlier[i] % 2 == 1 && servers_[i]->progress == earlier[i]) return false;
  return true;
}

std::optional<std::string> fuse_is_missing() {
  const UniqueFd device(::open("/dev/fuse", O_RDWR | O_CLOEXEC));
  if (device) return std::nullopt;
  if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
    return "there is no /dev/fuse: load the kernel module (modprobe fuse), or give the container the device";
  return std::string("/dev/fuse cannot be opened: ") + std::strerror(errno);
}

}  // namespace facefs
