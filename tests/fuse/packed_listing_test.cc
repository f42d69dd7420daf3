// SPDX-License-Identifier: Apache-2.0
#include "fuse/packed_listing.h"

#include <gtest/gtest.h>

#include "fuse/photo_attributes.h"

namespace facefs::test {
namespace {

Entry photo(const std::string& name, std::uint64_t number, std::uint64_t mtime_ns) {
  ListedPhoto listed{static_cast<PhotoId>(number), {}, 3};
  listed.record.stamp = {1, 2, 5'000'000'000, mtime_ns, 9};
  const Inode inode = inode_of(listed.id);
  return {name, inode, photo_attributes({1000, 100, {}}, inode, listed)};
}

void expect_same(const Entry& a, const Entry& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.inode, b.inode);
  const Attributes& x = a.attributes;
  const Attributes& y = b.attributes;
  EXPECT_EQ(x.st_ino, y.st_ino);
  EXPECT_EQ(x.st_mode, y.st_mode);
  EXPECT_EQ(x.st_nlink, y.st_nlink);
  EXPECT_EQ(x.st_uid, y.st_uid);
  EXPECT_EQ(x.st_gid, y.st_gid);
  EXPECT_EQ(x.st_size, y.st_size);
  EXPECT_EQ(x.st_blocks, y.st_blocks);
  EXPECT_EQ(x.st_blksize, y.st_blksize);
  for (const auto time : {&Attributes::st_atim, &Attributes::st_mtim, &Attributes::st_ctim}) {
    EXPECT_EQ((x.*time).tv_sec, (y.*time).tv_sec);
    EXPECT_EQ((x.*time).tv_nsec, (y.*time).tv_nsec);
  }
}

TEST(PackedListings, GiveBackEachEntryAsItWas) {
  std::vector<Entry> entries = {photo("a.jpg", 7, 1'700'000'000'123'456'789), photo(std::string(255, 'x'), 8, 0),
                                photo("1965.jpg", 9, static_cast<std::uint64_t>(-157'000'000'500'000'000))};
  for (int i = 0; i < 1000; ++i) entries.push_back(photo(std::to_string(i), 100 + static_cast<unsigned>(i), 5));
  const PackedListing listing(entries);
  ASSERT_EQ(listing.size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) expect_same(listing.at(i), entries[i]);
  EXPECT_EQ(listing.kind_at(0), InodeKind::photo);
}

TEST(PackedListings, TellDatesBefore1970AsTheyAre) {
  const timespec time = timespec_of(static_cast<std::uint64_t>(-157'000'000'500'000'000));
  EXPECT_EQ(time.tv_sec, -157'000'001);
  EXPECT_EQ(time.tv_nsec, 500'000'000);
}

}  // namespace
}  // namespace facefs::test
