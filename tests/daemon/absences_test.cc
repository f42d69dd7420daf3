// SPDX-License-Identifier: Apache-2.0
#include "daemon/absences.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kRoot = "/photos";

class AbsencesTest : public testing::Test {
 protected:
  void miss(int count, const std::string& folder = kRoot) {
    for (int i = 0; i < count; ++i) absences.missed({folder + "/" + std::to_string(i) + ".jpg"});
  }
  Absences absences;
};

TEST_F(AbsencesTest, OfAFewPhotosAreDeletions) {
  miss(19);
  EXPECT_THAT(absences.decide(kRoot, 19), SizeIs(19));
  miss(20);
  EXPECT_THAT(absences.decide(kRoot, 101), SizeIs(20)) << "less than a fifth";
  EXPECT_EQ(absences.photos_held(kRoot), 0U);
}

TEST_F(AbsencesTest, OfAFifthAreHeldBackUntilTheyAreBack) {
  miss(20);
  EXPECT_THAT(absences.decide(kRoot, 100), IsEmpty());
  EXPECT_EQ(absences.photos_held(kRoot), 20U);
  EXPECT_TRUE(absences.holds("/photos/7.jpg"));
  EXPECT_FALSE(absences.holds("/photos/77.jpg"));
  absences.found("/photos/7.jpg");
  EXPECT_FALSE(absences.holds("/photos/7.jpg"));
  EXPECT_EQ(absences.photos_held(kRoot), 19U);
}

TEST_F(AbsencesTest, StayHeldAtEveryFurtherScanAndLetOthersGo) {
  miss(20);
  absences.decide(kRoot, 100);
  miss(20);
  absences.missed({"/photos/deleted.jpg"});
  EXPECT_THAT(absences.decide(kRoot, 100), SizeIs(1));
  EXPECT_EQ(absences.photos_held(kRoot), 20U);
}

TEST_F(AbsencesTest, OfFoldersCountThePhotosInThem) {
  absences.missed({"/photos/2019", true, 15});
  absences.missed({"/photos/2019/summer", true, 15});
  EXPECT_THAT(absences.decide(kRoot, 100), IsEmpty());
  EXPECT_TRUE(absences.holds("/photos/2019/summer/deep/a.jpg"));
}

TEST_F(AbsencesTest, OfAFolderAreItsPhotosWhichCountOnce) {
  miss(12, "/photos/2019");
  absences.missed({"/photos/2019", true, 12});
  EXPECT_THAT(absences.decide(kRoot, 12), SizeIs(13)) << "twelve are few";
  miss(25, "/photos/2020");
  EXPECT_THAT(absences.decide(kRoot, 26), IsEmpty());
  absences.missed({"/photos/2020", true, 25});  // and now the folder is gone, too
  EXPECT_THAT(absences.decide(kRoot, 26), IsEmpty());
  EXPECT_EQ(absences.photos_held(kRoot), 25U);
}

TEST_F(AbsencesTest, OfOneRootAreNoneOfAnother) {
  miss(30, "/other");
  EXPECT_THAT(absences.decide(kRoot, 30), IsEmpty());
  EXPECT_EQ(absences.photos_held(kRoot), 0U);
  EXPECT_THAT(absences.decide("/other", 1000), SizeIs(30));
}

TEST_F(AbsencesTest, OfOneRootHaveAnExampleThereWhateverIsMissingOfAnother) {
  miss(30, "/another");
  miss(30);
  absences.decide("/another", 30);
  absences.decide(kRoot, 30);
  EXPECT_EQ(absences.example(kRoot), "/photos/0.jpg");
  EXPECT_EQ(absences.example("/another"), "/another/0.jpg");
  EXPECT_EQ(absences.example("/none"), "");
}

TEST_F(AbsencesTest, EndWhenTheUserSaysThatTheyAreGone) {
  miss(30);
  absences.decide(kRoot, 30);
  EXPECT_EQ(absences.example(kRoot), "/photos/0.jpg");
  EXPECT_THAT(absences.accept(kRoot), SizeIs(30));
  EXPECT_EQ(absences.photos_held(kRoot), 0U);
  EXPECT_EQ(absences.example(kRoot), "");
}

}  // namespace
}  // namespace facefs::test
