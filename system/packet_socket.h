// SPDX-License-Identifier: Apache-2.0
// Sends and receives packets over a SOCK_SEQPACKET socket, each with at most two file descriptors (SCM_RIGHTS).
//
// A peer that is gone is no error: a server then ends, and a client takes another server. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "system/unique_fd.h"

namespace facefs {

using Packet = std::vector<std::uint8_t>;

/// The largest packet, in bytes: it holds a reply about 256 faces. The kernel's default for a socket's buffer, 208 KiB,
/// is enough for it.
inline constexpr std::size_t kLargestPacket = std::size_t{192} * 1024;

struct Received {
  Packet packet;
  std::vector<UniqueFd> descriptors;  ///< closed on exec
};

enum class Waiting : std::uint8_t { until_one_comes, not_at_all };

/// Two connected sockets, closed on exec. `packet_pair` throws std::system_error.
struct PacketPair {
  UniqueFd ours, theirs;
};
PacketPair packet_pair();

inline constexpr std::size_t kMostDescriptors = 2;

/// Sends a packet with at most kMostDescriptors descriptors. Returns false, with errno, when the peer is gone or
/// nothing can be sent to it. With `not_at_all` it also returns false while the peer takes nothing out.
bool send_packet(int socket, std::span<const std::uint8_t> packet, std::span<const int> descriptors, Waiting waiting);

/// Returns the next packet; nothing when the peer is gone or cannot be heard any more. With `not_at_all` it returns an
/// empty packet while none has come.
std::optional<Received> receive_packet(int socket, Waiting waiting);

}  // namespace facefs
