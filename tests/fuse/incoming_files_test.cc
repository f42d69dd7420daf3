// SPDX-License-Identifier: Apache-2.0
#include "fuse/incoming_files.h"

#include <gtest/gtest.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

class Incoming : public testing::Test {
 protected:
  std::size_t expired(IncomingFiles::Clock::time_point now) {
    return incoming.take_expired([](const IncomingFiles::File&) { return false; }, now).size();
  }
  TemporaryDirectory folder;
  EnrollFiles references{folder.path(), {3, 1000}};
  IncomingFiles incoming{references};
};

TEST_F(Incoming, IsNotGivenUpWhileSomebodyWritesItHoweverLongThatTakes) {
  const auto [inode, file] = incoming.add({PersonId{1}, "a.jpg"});
  const auto much_later = IncomingFiles::Clock::now() + 1h;
  incoming.writer_came(inode);
  EXPECT_EQ(expired(much_later), 0U);
  EXPECT_TRUE(incoming.at(inode));
  EXPECT_TRUE(incoming.writer_left(inode));
  EXPECT_EQ(expired(much_later), 1U);
  EXPECT_FALSE(incoming.at(inode));
}

}  // namespace
}  // namespace facefs::test
