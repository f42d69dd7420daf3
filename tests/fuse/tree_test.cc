// SPDX-License-Identifier: Apache-2.0
// The tree without a kernel: a gallery goes in, names and attributes come out.
#include "fuse/tree.h"

#include <gmock/gmock.h>

#include "index/storage/path_tables.h"
#include "index/storage/photo_tables.h"
#include "support/tree_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

TEST_F(TreeOfAGallery, HasItsFoldersAndALinkForEachPersonWithAPhoto) {
  EXPECT_THAT(names(kRoot), UnorderedElementsAre("people", "maybe", "unknown", "ignored", "together", "labeled",
                                                 "faces", "enroll", ".status", "Joey"));
  EXPECT_THAT(names(kPeople), ElementsAre("Joey"));
  EXPECT_THAT(names(kEnroll), UnorderedElementsAre("Joey", "Ross")) << "an empty new folder is only here";
  EXPECT_EQ(tree.text(Snapshot(gallery), inode_of(InodeKind::root_link, kJoey)), "people/Joey");
}

TEST_F(TreeOfAGallery, ShowsOnePhotoAsOneFileInEveryFolder) {
  const auto in_people = look(joeys, "both.jpg");
  const auto in_unknown = look(kUnknownAll, "both.jpg");
  ASSERT_TRUE(in_people && in_unknown);
  EXPECT_EQ(in_people->inode, in_unknown->inode);
  EXPECT_EQ(in_people->attributes.st_nlink, 3U);
  EXPECT_EQ(in_people->attributes.st_size, 1000);
  EXPECT_EQ(in_people->attributes.st_mtim.tv_sec, 5);
  EXPECT_EQ(in_people->attributes.st_mode, mode_t{S_IFREG | 0644});
  EXPECT_THAT(names(kUnknownAll), UnorderedElementsAre("both.jpg", "stranger.jpg"));
  EXPECT_FALSE(look(joeys, "stranger.jpg"));
}

TEST_F(TreeOfAGallery, ListsWhatLookupFindsWithTheSameAttributes) {
  for (const Inode parent : {kRoot, kPeople, kMaybe, kUnknown, kUnknownAll, kEnroll, kStatus, joeys})
    for (const Entry& entry : tree.list(Snapshot(gallery), parent)) {
      const auto found = look(parent, entry.name);
      ASSERT_TRUE(found) << entry.name;
      EXPECT_EQ(found->inode, entry.inode) << entry.name;
      EXPECT_EQ(found->attributes.st_mode, entry.attributes.st_mode) << entry.name;
      EXPECT_EQ(found->attributes.st_size, entry.attributes.st_size) << entry.name;
      EXPECT_EQ(found->attributes.st_ino, entry.inode.number()) << entry.name;
      const auto own = tree.attributes(Snapshot(gallery), entry.inode);
      ASSERT_TRUE(own) << entry.name;
      EXPECT_EQ(own->st_mode, entry.attributes.st_mode) << entry.name;
    }
}

/// A photo may be called anything.
TEST_F(TreeOfAGallery, ListsNoPhotoUnderTheNameOfAFolderBesideIt) {
  change([&](Update& update) { put_photo(update, "/photos/by-year", "y", {face_with(face_of(1, 7))}); });
  matching.make_all_due();
  match_all(matching);
  const auto years = look(joeys, "by-year");
  ASSERT_TRUE(years && S_ISDIR(years->attributes.st_mode));
  for (const Entry& entry : tree.list(Snapshot(gallery), joeys))
    EXPECT_TRUE(entry.name != "by-year" || entry.inode == years->inode);
}

TEST_F(TreeOfAGallery, KeepsItsModesAsPolicy) {
  const auto mode = [&](Inode inode) { return tree.attributes(Snapshot(gallery), inode)->st_mode & 0777; };
  EXPECT_EQ(mode(kRoot), 0555U) << "no trash is offered";
  EXPECT_EQ(mode(kEnroll), 0755U);
  EXPECT_EQ(mode(joeys), 0755U);
}

TEST_F(TreeOfAGallery, MovesAFoldersTimeWhenItsListingChanges) {
  const auto before = tree.attributes(Snapshot(gallery), joeys)->st_mtim;
  change([&](Update& update) { put_photo(update, "/photos/more.jpg", "m", {face_with(face_of(1, 7))}); });
  matching.make_all_due();
  match_all(matching);
  const auto after = tree.attributes(Snapshot(gallery), joeys)->st_mtim;
  EXPECT_TRUE(after.tv_sec > before.tv_sec || (after.tv_sec == before.tv_sec && after.tv_nsec > before.tv_nsec));
}

TEST_F(TreeOfAGallery, TellsWhyInExtendedAttributes) {
  const auto value = [&](const char* name) {
    return xattr_value(Snapshot(gallery), tree.explainer(), files, inode_of(both), name).value_or("absent");
  };
  EXPECT_EQ(value("user.facefs.path"), "/photos/both.jpg");
  EXPECT_EQ(value("user.xdg.tags"), "Joey");
  EXPECT_THAT(value("user.facefs.faces"),
              testing::AllOf(HasSubstr("\"person\":\"Joey\""), HasSubstr("\"verdict\":\"nobody\"")));
  EXPECT_EQ(value("user.facefs.status"), "indexed");
  EXPECT_EQ(value("user.other"), "absent");
}

/// A camera's clock knows no zone.
TEST_F(TreeOfAGallery, HasAPhotoInTheYearOfItsCamerasClockWhereverOneIs) {
  const auto set_zone = [](const char* zone) {
    zone ? ::setenv("TZ", zone, 1) : ::unsetenv("TZ");
    ::tzset();
  };
  const char* const usual = std::getenv("TZ");
  const std::optional<std::string> before = usual ? std::optional<std::string>(usual) : std::nullopt;
  change([&](Update& update) {
    NewFaces found{image_named("e"), false, "test", {face_with(face_of(1, 8))}};
    found.facts.taken = 1'577'834'100;  // 2019-12-31 23:15:00
    PathTables(update).set(place_of(update, "/photos/evening.jpg"), stamp(),
                           PhotoTables(update).add(content_named("e"), found));
  });
  matching.make_all_due();
  match_all(matching);
  for (const char* zone : {"UTC", "EAST-12", "WEST+12"}) {
    set_zone(zone);
    const auto years = look(joeys, "by-year");
    const auto year = years ? look(years->inode, "2019") : std::nullopt;
    EXPECT_TRUE(year && look(year->inode, "evening.jpg")) << zone;
  }
  set_zone(before ? before->c_str() : nullptr);
}

TEST_F(TreeOfAGallery, HasAReportWithAVerdictForEachReference) {
  const auto report = look(inode_of(InodeKind::enrolled, kJoey), ".report.txt");
  ASSERT_TRUE(report);
  EXPECT_THAT(*tree.text(Snapshot(gallery), report->inode), HasSubstr("Joey1.jpg\tused\t"));
}

TEST_F(TreeOfAGallery, HasTheDictionaryOfPeopleAndTheirFiles) {
  EXPECT_THAT(*tree.text(Snapshot(gallery), kIndexJson), HasSubstr("\"/photos/both.jpg\""));
}

TEST_F(TreeOfAGallery, FindsNothingUnderNonsense) {
  for (const char* name : {"", "nobody", "people", "..", "\xff"}) {
    EXPECT_FALSE(look(joeys, name)) << name;
    EXPECT_FALSE(look(kPeople, name)) << name;
  }
  EXPECT_FALSE(look(kEnroll, std::string(255, 'x')));
  EXPECT_FALSE(tree.attributes(Snapshot(gallery), inode_of(static_cast<PhotoId>(12345))));
  EXPECT_FALSE(tree.attributes(Snapshot(gallery), inode_of(InodeKind::people, static_cast<PersonId>(99))));
}

}  // namespace
}  // namespace facefs::test
