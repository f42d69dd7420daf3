// SPDX-License-Identifier: Apache-2.0
// What each part of the tree says about itself: sizes, times and links, what is found in it, and what is not.
#include "fuse/view.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "index/storage/cluster_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/people_tables.h"
#include "index/storage/photo_tables.h"
#include "index/storage/photos.h"
#include "index/storage/reference_tables.h"
#include "support/tree_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class ViewsOfAGallery : public TreeOfAGallery {
 protected:
  void put(const std::string& path, const std::vector<Face>& faces, const FileStamp& stamp) {
    change([&](Update& update) {
      put_photo(update, path, path, faces);
      const auto photo = Photos(update).with(content_named(path));
      PathTables(update).set(place_of(update, path), stamp, *photo);
    });
    matching.make_all_due();
    match_all(matching);
  }
  static constexpr ClusterId kGroup{7};
  void group(const std::vector<std::string>& photos) {
    change([&](Update& update) {
      for (const std::string& name : photos) {
        const ImageKey image = *Photos(update).find(*Photos(update).named(name))->image;
        for (const NumberedFace& face : Images(update).faces_of(image)) ClusterTables(update).set(face.id, kGroup);
        matching.match_image(update, image);
      }
    });
  }
  void hide(PersonId person) {
    change([&](Update& update) {
      PeopleTables(update).change(person, [](PersonRecord& record) { record.visibility = Visibility::hidden; });
    });
  }
  static void set_time(const std::filesystem::path& file, std::time_t seconds) {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
  }
  Attributes attributes(Inode inode) { return *tree.attributes(Snapshot(gallery), inode); }
  std::string text(Inode inode) { return tree.text(Snapshot(gallery), inode).value_or("absent"); }
};

TEST_F(ViewsOfAGallery, GiveALinkTheLengthOfItsTarget) {
  const auto link = look(kRoot, "Joey");
  ASSERT_TRUE(link);
  EXPECT_EQ(link->attributes.st_size, static_cast<off_t>(std::string("people/Joey").size()));
  EXPECT_EQ(link->attributes.st_mode, mode_t{S_IFLNK | 0777});
}

TEST_F(ViewsOfAGallery, CountTheBlocksThatAPhotoTakes) {
  EXPECT_EQ(look(joeys, "both.jpg")->attributes.st_blocks, 2) << "of a thousand bytes, the last one begun";
}

TEST_F(ViewsOfAGallery, ShowNobodyAtTheRootWhoIsHidden) {
  ASSERT_TRUE(look(kRoot, "Joey"));
  EXPECT_FALSE(look(kRoot, "Ross")) << "of whom there is nothing yet";
  hide(kJoey);
  EXPECT_FALSE(look(kRoot, "Joey"));
  EXPECT_FALSE(look(kLabelled, "Joey"));
  EXPECT_FALSE(walk(kAt, {"0.45", "people", "Joey"}));
  EXPECT_THAT(names(walk(kAt, {"0.45", "people"})->inode), IsEmpty());
}

/// Programs like `find` and `ls -l` read the number of a folder's folders from its links.
TEST_F(ViewsOfAGallery, HaveALinkForEachFolderInThem) {
  const auto folders_in = [&](Inode inode) {
    nlink_t count = 2;
    for (const Entry& entry : tree.list(Snapshot(gallery), inode)) count += S_ISDIR(entry.attributes.st_mode) ? 1 : 0;
    return count;
  };
  group({"stranger.jpg"});
  for (const Inode inode : {kRoot, kPeople, kMaybe, kUnknown, kEnroll})
    EXPECT_EQ(attributes(inode).st_nlink, folders_in(inode)) << inode.value;
  EXPECT_EQ(attributes(inode_of(kGroup)).st_nlink, 3U) << "a group's tell how many photos it has";
  EXPECT_FALSE(tree.attributes(Snapshot(gallery), inode_of(ClusterId{8}))) << "no number is a group by itself";
}

TEST_F(ViewsOfAGallery, CountThePhotosAndTheFacesOfAGroup) {
  change([&](Update& update) {
    put_photo(update, "/photos/twice.jpg", "t", {face_with(face_of(4, 6)), face_with(face_of(4, 7), 100, 300)});
  });
  matching.make_all_due();
  match_all(matching);
  group({"stranger.jpg", "twice.jpg"});
  EXPECT_EQ(text(kClustersTsv), "0007\t2\t3\n");
}

TEST_F(ViewsOfAGallery, TellEachFailureOnALineOfItsOwnWhateverTheFileIsCalled) {
  change([&](Update& update) {
    PathTables(update).fail(place_of(update, "/photos/a\tb\nc.jpg"), stamp(), {Reason::empty, "it is empty"});
  });
  EXPECT_EQ(text(kFailures), "/photos/a\\tb\\nc.jpg\tempty\tit is empty\n");
}

TEST_F(ViewsOfAGallery, GiveTheLogTheTimeOfItsLastLine) {
  requests.decisions_log = folder / "decisions.log";
  EXPECT_FALSE(look(kStatus, "decisions.log")) << "nothing was decided yet";
  write_bytes(folder / "decisions.log", "a line\n");
  set_time(requests.decisions_log, 500);
  const auto log = look(kStatus, "decisions.log");
  ASSERT_TRUE(log);
  EXPECT_EQ(log->attributes.st_size, 7);
  EXPECT_EQ(log->attributes.st_mtim.tv_sec, 500);
}

TEST_F(ViewsOfAGallery, ReportOnEachReferenceOnALineOfItsOwn) {
  change([&](Update& update) {
    ReferenceTables(update).put(kJoey, "a\nb.jpg", {stamp(), content_named("x"), EnrolVerdict::no_face, "none", 0});
  });
  EXPECT_THAT(text(inode_of(InodeKind::report, kJoey)), HasSubstr("a\\nb.jpg\tno-face\tnone\n"));
}

TEST_F(ViewsOfAGallery, HaveNoReportWhereThereIsNoReference) {
  const Inode ross = inode_of(InodeKind::enrolled, kRoss);
  EXPECT_FALSE(look(ross, ".report.txt"));
  EXPECT_THAT(names(ross), IsEmpty());
}

TEST_F(ViewsOfAGallery, TellOfAnElderBesideWhatTeachesAlone) {
  change([&](Update& update) {
    PeopleTables(update).add(PersonId{13}, {"Joseph", true, 2});
    ReferenceTables(update).put_reading(content_named("same"), {"test", {}, {face_with(face_of(1, 2))}});
    ReferenceTables(update).put(PersonId{13}, "same.jpg", {stamp(), content_named("same"), EnrolVerdict::used, "", 0});
    ReferenceTables(update).put(PersonId{13}, "wall.jpg",
                                {stamp(), content_named("w"), EnrolVerdict::no_face, "none", 0});
  });
  matching.make_all_due();
  match_all(matching);
  const std::string report = text(inode_of(InodeKind::report, PersonId{13}));
  EXPECT_THAT(report, HasSubstr("same.jpg\tused\t, but it is the face of Joey"));
  EXPECT_THAT(report, HasSubstr("wall.jpg\tno-face\tnone\n"));
}

/// A program that looks for what is new (a backup, a file manager) must see that a photo came or went.
TEST_F(ViewsOfAGallery, GiveAFolderOfReferencesTheTimeOfTheOneOnTheDisk) {
  ASSERT_EQ(files.make_folder(kJoey), 0);
  set_time(files.folder_of(kJoey), 700);
  EXPECT_EQ(attributes(inode_of(InodeKind::enrolled, kJoey)).st_mtim.tv_sec, 700);
}

TEST_F(ViewsOfAGallery, ShowAReferenceAsOneFileHoweverManyLinksItHas) {
  ASSERT_EQ(files.make_folder(kJoey), 0);
  write_bytes(files.folder_of(kJoey) / "1", "x");
  std::filesystem::create_hard_link(files.folder_of(kJoey) / "1", folder / "mark");
  files.begin({kJoey, "a.jpg"}, "1");
  const auto reference = look(inode_of(InodeKind::enrolled, kJoey), "a.jpg");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->attributes.st_nlink, 1U) << "else a copier takes it for a link to something else";
  EXPECT_EQ(reference->attributes.st_uid, 1000U);
}

TEST_F(ViewsOfAGallery, TellTwoSourceFoldersOfOneNameApart) {
  put("/photos/sub/holiday/one.jpg", {face_with(face_of(1, 6))}, stamp());
  put("/second/holiday/two.jpg", {face_with(face_of(1, 7))}, stamp());
  const auto by_folder = look(joeys, "by-folder");
  ASSERT_TRUE(by_folder);
  EXPECT_THAT(names(by_folder->inode), ElementsAre("holiday", "holiday (2)", "photos"));
  EXPECT_THAT(names(walk(by_folder->inode, {"holiday (2)"})->inode), ElementsAre("two.jpg"));
}

TEST_F(ViewsOfAGallery, FindInAFacetWhatItHolds) {
  put("/second/other.jpg", {face_with(face_of(1, 6))}, stamp());
  EXPECT_TRUE(walk(joeys, {"by-folder", "second", "other.jpg"}));
  EXPECT_FALSE(walk(joeys, {"by-folder", "second", "both.jpg"})) << "it is in another folder";
  EXPECT_FALSE(walk(joeys, {"by-folder", "second", "stranger.jpg"}));
}

TEST_F(ViewsOfAGallery, FindInAQueryWhatItHolds) {
  EXPECT_TRUE(walk(kTogether, {"Joey", "both.jpg"}));
  EXPECT_FALSE(walk(kTogether, {"Joey", "stranger.jpg"}));
}

TEST_F(ViewsOfAGallery, GiveAQueryTheTimeOfItsNewestFolder) {
  change([&](Update& update) { put_person(update, PersonId{13}, "Rachel", {face_of(5, 1)}); });
  matching.make_all_due();
  match_all(matching);
  put("/photos/rachel.jpg", {face_with(face_of(5, 5))}, stamp());
  const auto newer = attributes(inode_of(InodeKind::people, PersonId{13})).st_mtim;
  const auto older = attributes(joeys).st_mtim;
  ASSERT_TRUE(std::tie(newer.tv_sec, newer.tv_nsec) > std::tie(older.tv_sec, older.tv_nsec));
  for (const char* query : {"Joey,Rachel", "Rachel,Joey"}) {
    const auto shown = look(kTogether, query)->attributes.st_mtim;
    EXPECT_EQ(shown.tv_sec, newer.tv_sec) << query;
    EXPECT_EQ(shown.tv_nsec, newer.tv_nsec) << query;
  }
}

TEST_F(ViewsOfAGallery, AskWhatAThresholdWouldGiveWhateverAPersonsOwnIsAndAnewAtEachMoment) {
  EXPECT_THAT(names(walk(kAt, {"0.45", "people", "Joey"})->inode), ElementsAre("both.jpg"));
  put("/photos/later.jpg", {face_with(face_of(1, 6))}, stamp());
  EXPECT_THAT(names(walk(kAt, {"0.45", "people", "Joey"})->inode), UnorderedElementsAre("both.jpg", "later.jpg"));
  change([&](Update& update) {
    PeopleTables(update).change(kJoey, [](PersonRecord& record) { record.certain = 0.01F; });
    put_person(update, PersonId{13}, "Rachel", {face_of(3, 1)});
  });
  EXPECT_THAT(names(walk(kAt, {"0.45", "people", "Joey"})->inode), UnorderedElementsAre("both.jpg", "later.jpg"));
  EXPECT_THAT(names(walk(kAt, {"0.45", "people", "Rachel"})->inode), ElementsAre("both.jpg"));
}

TEST_F(ViewsOfAGallery, HavePicturesOfWhatAFolderShowsAlone) {
  const auto labelled = look(kLabelled, "Joey"), cut = look(kFaceFolders, "Joey");
  ASSERT_TRUE(labelled && cut);
  EXPECT_THAT(names(labelled->inode), ElementsAre("both.jpg"));
  EXPECT_TRUE(look(labelled->inode, "both.jpg"));
  EXPECT_FALSE(look(labelled->inode, "stranger.jpg"));
  change([&](Update& update) {
    for (NumberedFace& face : Images(update).faces_of(*Photos(update).find(both)->image)) {
      if (face.record.match.verdict == Verdict::certain) continue;
      face.record.match.verdict = Verdict::maybe;
      face.record.match.person = kJoey;
      FaceTables(update).set(face.id, face.record);
    }
  });
  const auto crops = names(cut->inode);
  ASSERT_EQ(crops.size(), 1U) << "of its two faces one is certainly Joey's";
  EXPECT_TRUE(look(cut->inode, crops[0]));
}

TEST_F(ViewsOfAGallery, TellAPersonsOwnThresholdAsItWasSet) {
  EXPECT_EQ(value_of(joeys, "user.facefs.certain"), "absent") << "the library's counts";
  change([&](Update& update) {
    PeopleTables(update).change(kJoey, [](PersonRecord& record) { record.certain = 0.4567F; });
  });
  EXPECT_EQ(value_of(joeys, "user.facefs.certain"), "0.4567");
  EXPECT_EQ(value_of(inode_of(InodeKind::maybe, kJoey), "user.facefs.certain"), "absent");
}

TEST_F(ViewsOfAGallery, TellOfEachPhotoWhetherItIsWholeAndOfEachReferenceWhetherItWasRead) {
  PhotoId cut{};
  change([&](Update& update) {
    NewFaces found{image_named("cut"), true, "test", {face_with(face_of(1, 6))}};
    cut = PhotoTables(update).add(content_named("cut"), found);
    PathTables(update).set(place_of(update, "/photos/cut.jpg"), stamp(), cut);
  });
  EXPECT_EQ(value_of(inode_of(cut), "user.facefs.status"), "truncated");
  EXPECT_EQ(value_of(inode_of(both), "user.facefs.status"), "indexed");
  const Inode reference{InodeKind::reference, 42};
  EXPECT_EQ(value_of(reference, "user.facefs.status"), "absent");
  files.remember(reference, {kJoey, "new.jpg"});
  EXPECT_EQ(value_of(reference, "user.facefs.status"), "waiting");
  EXPECT_EQ(value_of(kRoot, "user.facefs.process"), std::to_string(::getpid()));
  EXPECT_EQ(value_of(kPeople, "user.facefs.process"), "absent");
}

}  // namespace
}  // namespace facefs::test
