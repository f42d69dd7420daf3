// SPDX-License-Identifier: Apache-2.0
// What the gallery keeps of files and faces that changed, failed or went, and what it does not.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "index/storage/decision_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/folder_tables.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/paths.h"
#include "index/storage/photo_tables.h"
#include "index/storage/photos.h"
#include "index/values/keys.h"
#include "index/values/record_codec.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::SizeIs;
using V = DecisionRecord::Verb;

class KeptAndGone : public GalleryFixture {};

TEST_F(KeptAndGone, AFaceThatWasErasedIsNotEmbeddedWhenItsPhotoIsReadAgain) {
  const Face left = face_with(face_of(1, 1)), right = face_with(face_of(2, 1), 100, 300);
  change([&](Update& update) {
    DecisionTables(update).add(image_named("a"), 1, {V::erase, kNobody, left.box});
    put_photo(update, "/photos/a.jpg", "a", {left, right});
  });
  const auto faces = Images(Snapshot(gallery)).faces_of(image_named("a"));
  ASSERT_THAT(faces, SizeIs(2));
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(faces[0].id));
  EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(faces[1].id));
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 1U);
}

/// A crash came between the log's line and the erasing.
TEST_F(KeptAndGone, WhatWasToBeErasedIsFoundAndNothingElseOfThePhoto) {
  const Face left = face_with(face_of(1, 1)), right = face_with(face_of(2, 1), 100, 300);
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "a", {left, right});
    DecisionTables(update).add(image_named("a"), 1, {V::erase, kNobody, left.box});
  });
  change([](Update& update) { EXPECT_EQ(FaceTables(update).erase_what_was_said(), 1U); });
  const auto faces = Images(Snapshot(gallery)).faces_of(image_named("a"));
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(faces[0].id));
  EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(faces[1].id));
  change([](Update& update) { EXPECT_EQ(FaceTables(update).erase_what_was_said(), 0U); });
}

TEST_F(KeptAndGone, AFolderThatIsRemovedIsGoneWithItsFiles) {
  change([](Update& update) {
    put_photo(update, "/photos/sub/a.jpg", "a");
    PathTables(update).fail(place_of(update, "/photos/sub/b.jpg"), stamp(), {Reason::no_permission, "s"});
  });
  change([](Update& update) { PathTables(update).remove_folder(PathTables(update).folder_for("/photos/sub")); });
  const Snapshot snapshot(gallery);
  EXPECT_FALSE(Paths(snapshot).folder_at("/photos/sub"));
  EXPECT_EQ(snapshot.counter("photos"), 0U);
  EXPECT_EQ(Paths(snapshot).failures(), 0U);
}

/// An earlier facefs kept such a picture without a sentence of its own.
TEST_F(KeptAndGone, APictureWhoseLastRowsAreMissingIsToldInAnyCase) {
  change([](Update& update) {
    const PhotoId id = PhotoTables(update).add(content_named("a"), NewFaces{image_named("a"), true, "test", {}});
    PathTables(update).set(place_of(update, "/photos/a.jpg"), stamp(), id);
  });
  change([](Update& update) {
    const auto told = Paths(update).failure(place_of(update, "/photos/a.jpg"));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->reason, Reason::truncated);
  });
}

/// The kernel is told about the whole tree for the last time. Damaged records must not stop that, and are skipped.
TEST_F(KeptAndGone, EverythingIsToldButWhatIsDamaged) {
  PhotoId whole{}, damaged{};
  const FolderKey unknown{FolderKey::Kind::unknown};
  change([&](Update& update) {
    whole = put_photo(update, "/photos/a.jpg", "a");
    damaged = put_photo(update, "/photos/b.jpg", "b");
    for (const PhotoId photo : {whole, damaged}) FolderTables(update).set_folders_of(photo, {unknown});
  });
  {
    lmdb::WriteTxn txn(gallery.store()->environment());
    txn.put(gallery.store()->tables().photo, key_of(damaged), "no record");
    txn.commit();
  }
  std::vector<TreeChange> all;
  ASSERT_NO_THROW(all = Folders(Snapshot(gallery)).everything_gone());
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].photo, whole);
  EXPECT_EQ(all[0].kind, TreeChange::Kind::left);
}

/// A file with a damaged record is read again, so it must not be skipped.
TEST_F(KeptAndGone, AFileWhoseRecordIsDamagedIsVisitedAsOneThatNobodyKnows) {
  FilePlace place;
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "a");
    place = place_of(update, "/photos/a.jpg");
  });
  {
    lmdb::WriteTxn txn(gallery.store()->environment());
    txn.put(gallery.store()->tables().path, key_of(place), "no record");
    txn.commit();
  }
  std::map<std::string, PathRecord> visited;
  Paths(Snapshot(gallery)).each_in(place.folder, [&](const std::string& name, const PathRecord& path) {
    visited[name] = path;
  });
  ASSERT_TRUE(visited.contains("a.jpg"));
  EXPECT_EQ(visited["a.jpg"].photo, kNoPhoto);
  EXPECT_EQ(visited["a.jpg"].stamp, FileStamp{});
}

TEST_F(KeptAndGone, WhatIsDamagedOfAPictureAndWhenItWasTakenAreKeptWithIt) {
  PhotoId id{};
  change([&](Update& update) {
    NewFaces found{image_named("a"), true, "test", {}};
    found.facts.taken = -86'400;
    found.damage = "damaged after row 7 of 9: copy it again";
    id = PhotoTables(update).add(content_named("a"), found);
    PathTables(update).set(place_of(update, "/photos/a.jpg"), stamp(), id);
  });
  EXPECT_EQ(Photos(Snapshot(gallery)).find(id)->facts.taken, -86'400);
  change([](Update& update) {
    const auto told = Paths(update).failure(place_of(update, "/photos/a.jpg"));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->sentence, "damaged after row 7 of 9: copy it again");
  });
}

TEST_F(KeptAndGone, APhotoWhoseFileCannotBeReadAnyMoreIsShownNowhere) {
  PhotoId id{};
  change([&](Update& update) {
    id = put_photo(update, "/photos/a.jpg", "a");
    FolderTables(update).set_folders_of(id, {{FolderKey::Kind::unknown}});
  });
  change([](Update& update) {
    PathTables(update).fail(place_of(update, "/photos/a.jpg"), stamp(2), {Reason::no_permission, "s"});
  });
  EXPECT_TRUE(names_in({FolderKey::Kind::unknown}).empty());
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
  EXPECT_EQ(Photos(Snapshot(gallery)).find(id)->name, "");
}

class ToldOfPhotos : public KeptAndGone {
 protected:
  const FolderKey unknown{FolderKey::Kind::unknown};
  PhotoId id{};
  ToldOfPhotos() {
    change([&](Update& update) {
      id = put_photo(update, "/photos/a.jpg", "a");
      FolderTables(update).set_folders_of(id, {unknown});
    });
  }
  static bool holds(const std::vector<TreeChange>& changes, TreeChange::Kind kind, const FolderKey& in,
                    const std::string& name) {
    return std::any_of(changes.begin(), changes.end(), [&](const TreeChange& change) {
      return change.kind == kind && change.folder == in && change.name == name;
    });
  }
};

TEST_F(ToldOfPhotos, IsThatTheirAttributesAreOthers) {
  EXPECT_TRUE(
      holds(change([&](Update& update) { PathTables(update).set(place_of(update, "/photos/a.jpg"), stamp(2), id); }),
            TreeChange::Kind::altered, {}, "a.jpg"))
      << "the file was touched";
  EXPECT_TRUE(holds(change([&](Update& update) {
                      FolderTables(update).set_folders_of(id, {unknown, {FolderKey::Kind::ignored}});
                    }),
                    TreeChange::Kind::altered, {}, "a.jpg"))
      << "it has one hard link more";
}

TEST_F(ToldOfPhotos, IsBothNamesOfARename) {
  const std::uint64_t version = Folders(Snapshot(gallery)).state_of(unknown).version;
  const auto changes = change([&](Update& update) {
    PathTables(update).remove(place_of(update, "/photos/a.jpg"));
    PathTables(update).set(place_of(update, "/photos/b.jpg"), stamp(), id);
    FolderTables(update).set_folders_of(id, {unknown});
  });
  EXPECT_TRUE(holds(changes, TreeChange::Kind::left, unknown, "a.jpg"));
  EXPECT_TRUE(holds(changes, TreeChange::Kind::appeared, unknown, "b.jpg"));
  const auto other_place = change([&](Update& update) {
    PathTables(update).set(place_of(update, "/photos/0.jpg"), stamp(), id);
    PathTables(update).remove(place_of(update, "/photos/b.jpg"));
  });
  EXPECT_TRUE(holds(other_place, TreeChange::Kind::left, unknown, "b.jpg"));
  EXPECT_TRUE(holds(other_place, TreeChange::Kind::appeared, unknown, "0.jpg"));
  EXPECT_GT(Folders(Snapshot(gallery)).state_of(unknown).version, version + 2) << "a listing that was kept is stale";
}

}  // namespace
}  // namespace facefs::test
