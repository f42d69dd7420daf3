// SPDX-License-Identifier: Apache-2.0
#include "system/packet_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <tuple>

namespace facefs::test {
namespace {

class PacketSocket : public testing::Test {
 protected:
  PacketSocket() {
    PacketPair pair = packet_pair();
    ours = std::move(pair.ours);
    theirs = std::move(pair.theirs);
  }

  static std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
    return count;
  }

  static ino_t file_of(int descriptor) {
    struct stat info {};
    EXPECT_EQ(::fstat(descriptor, &info), 0);
    return info.st_ino;
  }

  UniqueFd ours, theirs;
};

TEST_F(PacketSocket, BringsAPacketAndItsDescriptorsOver) {
  const UniqueFd one(::open("/dev/null", O_RDONLY));
  const UniqueFd two(::open("/proc/self/status", O_RDONLY));
  ASSERT_TRUE(send_packet(ours.get(), Packet{1, 2, 3}, std::array{one.get(), two.get()}, Waiting::until_one_comes));
  const auto received = receive_packet(theirs.get(), Waiting::until_one_comes);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->packet, (Packet{1, 2, 3}));
  ASSERT_EQ(received->descriptors.size(), 2U);
  EXPECT_EQ(file_of(received->descriptors[0].get()), file_of(one.get()));
  EXPECT_EQ(file_of(received->descriptors[1].get()), file_of(two.get()));
  EXPECT_TRUE(::fcntl(received->descriptors[0].get(), F_GETFD) & FD_CLOEXEC);
}

TEST_F(PacketSocket, HasAnEmptyPacketForWhoDoesNotWaitForOne) {
  const auto received = receive_packet(theirs.get(), Waiting::not_at_all);
  ASSERT_TRUE(received);
  EXPECT_TRUE(received->packet.empty());
}

/// A killed worker has not read the last word to it. The fork server's word on how it died must still arrive.
TEST_F(PacketSocket, BringsTheLastWordOfAPeerThatLeftSomethingUnread) {
  ASSERT_TRUE(send_packet(ours.get(), Packet{1}, {}, Waiting::not_at_all));
  ASSERT_TRUE(send_packet(theirs.get(), Packet{2}, {}, Waiting::not_at_all));
  theirs = {};
  const auto received = receive_packet(ours.get(), Waiting::not_at_all);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->packet, Packet{2});
  EXPECT_FALSE(receive_packet(ours.get(), Waiting::not_at_all));
}

TEST_F(PacketSocket, HasNothingWhenThePeerIsGone) {
  ours = {};
  EXPECT_FALSE(receive_packet(theirs.get(), Waiting::not_at_all));
  EXPECT_FALSE(receive_packet(theirs.get(), Waiting::until_one_comes));
  EXPECT_FALSE(send_packet(theirs.get(), Packet{1}, {}, Waiting::until_one_comes));
}

TEST_F(PacketSocket, DoesNotWaitForAPeerThatTakesNothingOutIfItMustNot) {
  int sent = 0;
  while (send_packet(ours.get(), Packet(1000), {}, Waiting::not_at_all)) ++sent;
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_GT(sent, 1);
}

TEST_F(PacketSocket, KeepsNoDescriptorOpenThatNobodyTook) {
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(send_packet(ours.get(), Packet{1}, std::array{0, 1}, Waiting::until_one_comes));
    ASSERT_TRUE(receive_packet(theirs.get(), Waiting::until_one_comes));
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(PacketSocket, TakesNoMoreDescriptorsThanTwo) {
  const std::size_t before = open_descriptors();
  const std::array many = {0, 1, 2, 0, 1, 2};
  std::array<char, CMSG_SPACE(sizeof many)> control{};
  char byte = 1;
  iovec part{&byte, 1};
  msghdr message{nullptr, 0, &part, 1, control.data(), control.size(), 0};
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof many);
  std::copy_n(reinterpret_cast<const char*>(many.data()), sizeof many, reinterpret_cast<char*>(CMSG_DATA(header)));
  ASSERT_EQ(::sendmsg(ours.get(), &message, 0), 1);
  {
    const auto received = receive_packet(theirs.get(), Waiting::until_one_comes);
    ASSERT_TRUE(received);
    EXPECT_EQ(received->descriptors.size(), 2U);
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace facefs::test
