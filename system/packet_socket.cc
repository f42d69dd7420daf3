// SPDX-License-Identifier: Apache-2.0
#include "system/packet_socket.h"

#include <sys/socket.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace facefs {
namespace {

struct Control {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostDescriptors * sizeof(int))> bytes{};
};

int flag_of(Waiting waiting) {
  return waiting == Waiting::not_at_all ? MSG_DONTWAIT : 0;
}

std::vector<UniqueFd> descriptors_in(msghdr& message) {
  std::vector<UniqueFd> descriptors;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    for (std::size_t at = CMSG_LEN(0); at + sizeof(int) <= header->cmsg_len; at += sizeof(int)) {
      int number;
      std::memcpy(&number, reinterpret_cast<const char*>(header) + at, sizeof number);
      descriptors.emplace_back(number);
    }
  }
  return descriptors;
}

}  // namespace

PacketPair packet_pair() {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  return {UniqueFd(pair[0]), UniqueFd(pair[1])};
}

bool send_packet(int socket, std::span<const std::uint8_t> packet, std::span<const int> descriptors, Waiting waiting) {
  assert(descriptors.size() <= kMostDescriptors);
  Control control;
  iovec part{const_cast<std::uint8_t*>(packet.data()), packet.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  }
  ssize_t sent;
  do sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | flag_of(waiting));
  while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

std::optional<Received> receive_packet(int socket, Waiting waiting) {
  Control control;
  Received received{Packet(kLargestPacket), {}};
  iovec part{received.packet.data(), received.packet.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  ssize_t count;
  bool was_reset = false;  // reported once, before the peer's own packets: the peer left some of ours unread
  do count = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | flag_of(waiting));
  while (count < 0 && (errno == EINTR || (errno == ECONNRESET && !std::exchange(was_reset, true))));
  if (count < 0 && errno == EAGAIN) return Received{};
  if (count <= 0) return std::nullopt;
  received.descriptors = descriptors_in(message);
  received.packet.resize(static_cast<std::size_t>(count));
  return received;
}

}  // namespace facefs
