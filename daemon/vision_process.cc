// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <system_error>

#include "fuse/child_process.h"

namespace facefs {
namespace {

pid_t spawn(const VisionProgram& what, int socket) {
  const std::string detector(name_of(what.detector));
  const std::string engine(name_of(what.engine));
  const std::string models = what.models.string();
  const std::array<const char*, 5> words = {"facefs-vision", detector.c_str(), engine.c_str(), models.c_str(), nullptr};
  const std::array<const char*, 3> environment = {"PATH=/usr/bin:/bin", "OPENBLAS_NUM_THREADS=1", nullptr};
  pid_t child = -1;
  const int error = start_child(what.program, words, environment, socket, child);
  if (error != 0) throw std::system_error(error, std::generic_category(), "starting " + what.program.string());
  return child;
}

}  // namespace

VisionProcess::VisionProcess(const VisionProgram& what) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  socket_ = UniqueFd(pair[0]);
  const UniqueFd theirs(pair[1]);
  child_ = spawn(what, theirs.number());
}

VisionProcess::~VisionProcess() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

std::chrono::nanoseconds VisionProcess::processor_time() const {
  clockid_t clock;
  timespec used{};
  if (::clock_getcpuclockid(child_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

bool VisionProcess::send(const Packet& packet, std::span<const int> descriptors) {
  alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = {};
  iovec part{const_cast<std::uint8_t*>(packet.data()), packet.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  }
  ssize_t sent;
  do sent = ::sendmsg(socket_.number(), &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

std::optional<Packet> VisionProcess::receive() {
  Packet packet(kLargestPacket);
  const ssize_t count = ::recv(socket_.number(), packet.data(), packet.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return Packet{};
  if (count <= 0) return std::nullopt;
  packet.resize(static_cast<std::size_t>(count));
  return packet;
}

}  // namespace facefs
