// SPDX-License-Identifier: Apache-2.0
// What the usual programs cost, in requests of the kernel: their number does not depend on the machine.
#include <gmock/gmock.h>
#include <sys/mount.h>

#include "support/many_photos.h"
#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

using Counts = std::map<std::string, int>;

/// Returns the sum without the folders on the way. They are asked for a few times each tenth of a second, but never
/// once a file.
int lasting_sum_of(const Counts& counts) {
  int sum = 0;
  for (const auto& [kind, times] : counts) sum += kind == "getattr" ? 0 : times;
  const auto asked = [&](const char* kind) { return counts.contains(kind) ? counts.at(kind) : 0; };
  EXPECT_LT(asked("getattr"), 5000);
  EXPECT_LE(asked("listxattr"), 1) << "ls -l of coreutils 9.7 asks for that of each file";
  return sum;
}

std::string text_of(const Counts& counts) {
  std::string text;
  for (const auto& [kind, times] : counts) text += kind + " " + std::to_string(times) + " ";
  return text;
}

TEST_F(ManyPhotosTest, AreListedWithFewRequests) {
  const std::string folder = quoted(faces / "people/Obama");
  struct Listing {
    std::string command;
    int first, again;  ///< the most requests: right after the mount was made, and once more
  };
  // find(1) reads all names before it looks at the first file, so each is looked up once; then the kernel knows them.
  for (const Listing& listing : {Listing{"ls " + folder, 30, 30}, Listing{"ls -l " + folder, 60, 60},
                                 Listing{"find " + folder + " -type f", 30, 30},
                                 Listing{"find " + folder + " -newermt 2000-01-01", kPhotos + 30, 30}}) {
    ASSERT_EQ(stop(), 0);
    start();
    settle();
    const Counts first = asked_by(listing.command + " > /dev/null"), again = asked_by(listing.command + " > /dev/null");
    EXPECT_LE(lasting_sum_of(first), listing.first) << listing.command << ": " << text_of(first);
    EXPECT_LE(lasting_sum_of(again), listing.again) << listing.command << ": " << text_of(again);
  }
}

class RequestsOf : public Verbs {
 protected:
  void SetUp() override {
    Verbs::SetUp();
    if (IsSkipped()) return;
    begin();
    ASSERT_EQ(stop(), 0);
    start();  // so that open windows need not be told anything
    settle();
  }
};

/// Makes the kernel forget what it kept of the mount, as when it needs the room. Returns false where that is not
/// allowed.
bool make_kernel_forget(const std::filesystem::path& mount) {
  return ::mount(nullptr, mount.c_str(), nullptr, MS_REMOUNT | MS_NOSUID | MS_NODEV, nullptr) == 0;
}

TEST_F(RequestsOf, ANewPhotoAreNoneWhereTheKernelHasForgottenTheFolder) {
  const std::string wait = quoted(bin / "facefs") + " --data " + quoted(data) + " wait";
  EXPECT_THAT(list("people/Obama"), testing::SizeIs(2));
  add_another("known.jpg");
  EXPECT_THAT(asked_by(wait), testing::Contains(testing::Key("other"))) << "somebody may have a window of it open";
  EXPECT_THAT(list("people/Obama"), testing::SizeIs(3));
  if (!make_kernel_forget(faces)) GTEST_SKIP() << "only root can make the kernel forget";
  add_another("forgotten.jpg");
  EXPECT_THAT(asked_by(wait), testing::Not(testing::Contains(testing::Key("other"))));
  EXPECT_THAT(list("people/Obama"), testing::SizeIs(4));
}

TEST_F(RequestsOf, ReadingAPhotoAreOneOpenItsPiecesAndAReleaseThatNobodyWaitsFor) {
  const auto asked = [&](const char* command) {
    Counts counts = asked_by("cd " + quoted(faces / "people/Obama") + " && " + command + " > /dev/null");
    for (const char* on_the_way : {"getattr", "lookup", "statfs"}) counts.erase(on_the_way);
    return counts;
  };
  EXPECT_EQ(asked("cat o2.jpg"), (Counts{{"open", 1}, {"read", 1}, {"release", 1}}));
  EXPECT_EQ(asked("cat o2.jpg"), (Counts{{"open", 1}, {"release", 1}})) << "the kernel has the bytes";
  EXPECT_EQ(asked("head -c 4096 o3.jpg"), (Counts{{"open", 1}, {"read", 1}, {"release", 1}}));
}

TEST_F(RequestsOf, WhatFileManagersLookForInVainAreAskedOnce) {
  for (const char* name : {".Trash", ".Trash-1000", ".hidden", ".directory", ".sh_thumbnails"}) {
    const std::string look = "test ! -e " + quoted(faces / name) + " && test ! -e " + quoted(faces / "people" / name) +
                             " && test ! -e " + quoted(faces / "people/Obama" / name);
    asked_by(look);
    const Counts again = asked_by(look);
    EXPECT_FALSE(again.contains("lookup")) << name << ": " << text_of(again);
  }
}

}  // namespace
}  // namespace facefs::test
