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

TEST_F(Incoming, IsThereForSomeSecondsAfterItBecameAPhotoOrAReference) {
  const auto [photo, known] = incoming.add({PersonId{1}, "known.jpg"});
  const auto [reference, taught] = incoming.add({PersonId{1}, "new.jpg"});
  incoming.became_photo(photo, PhotoId{7});
  incoming.became_reference(reference);
  const auto now = IncomingFiles::Clock::now();
  EXPECT_EQ(expired(now + 4s), 0U) << "a file manager sets its times still";
  EXPECT_TRUE(incoming.has_just_come(PhotoId{7}));
  EXPECT_EQ(expired(now + 6s), 2U);
  EXPECT_FALSE(incoming.has_just_come(PhotoId{7}));
}

TEST_F(Incoming, ThatWasGivenUpIsLookedForUntilItIsGone) {
  incoming.add({PersonId{1}, "a.jpg.part"});
  const auto now = IncomingFiles::Clock::now();
  EXPECT_EQ(expired(now + 30s), 0U) << "whoever copies may go on";
  EXPECT_TRUE(incoming.has_fresh(now + 30s));
  EXPECT_TRUE(incoming.has_fresh(now + 1h)) << "somebody must look, though nothing happens any more";
  EXPECT_EQ(expired(now + 61s), 1U);
  EXPECT_FALSE(incoming.has_fresh(now + 61s));
}

TEST_F(Incoming, IsQuietOnlyFromItsClosingOn) {
  const auto [inode, file] = incoming.add({PersonId{1}, "a.jpg"});
  incoming.writer_came(inode);
  const auto begun = incoming.at(inode)->last;
  EXPECT_TRUE(incoming.writer_left(inode));
  EXPECT_GT(incoming.at(inode)->last, begun);
}

TEST_F(Incoming, OfOneNameIsToldApartByThePerson) {
  const auto [joeys, one] = incoming.add({PersonId{1}, "IMG.jpg"});
  const auto [rosss, two] = incoming.add({PersonId{2}, "IMG.jpg"});
  EXPECT_EQ(incoming.named(PersonId{1}, "IMG.jpg"), joeys);
  EXPECT_EQ(incoming.named(PersonId{2}, "IMG.jpg"), rosss);
  EXPECT_FALSE(incoming.named(PersonId{3}, "IMG.jpg"));
}

}  // namespace
}  // namespace facefs::test
