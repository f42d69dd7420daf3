// SPDX-License-Identifier: Apache-2.0
// What the gallery keeps of files and faces that changed, failed or went, and what it does not.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

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
    update.add_decision(image_named("a"), 1, {V::erase, kNobody, left.box});
    put_photo(update, "/photos/a.jpg", "a", {left, right});
  });
  const auto faces = Snapshot(gallery).faces_of(image_named("a"));
  ASSERT_THAT(faces, SizeIs(2));
  EXPECT_FALSE(Snapshot(gallery).embedding(faces[0].id));
  EXPECT_TRUE(Snapshot(gallery).embedding(faces[1].id));
  EXPECT_EQ(Snapshot(gallery).number("embedded"), 1U);
}

/// A crash came between the log's line and the erasing.
TEST_F(KeptAndGone, WhatWasToBeErasedIsFoundAndNothingElseOfThePhoto) {
  const Face left = face_with(face_of(1, 1)), right = face_with(face_of(2, 1), 100, 300);
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "a", {left, right});
    update.add_decision(image_named("a"), 1, {V::erase, kNobody, left.box});
  });
  change([](Update& update) { EXPECT_EQ(update.erase_what_was_said(), 1U); });
  const auto faces = Snapshot(gallery).faces_of(image_named("a"));
  EXPECT_FALSE(Snapshot(gallery).embedding(faces[0].id));
  EXPECT_TRUE(Snapshot(gallery).embedding(faces[1].id));
  change([](Update& update) { EXPECT_EQ(update.erase_what_was_said(), 0U); });
}

TEST_F(KeptAndGone, AFolderThatIsRemovedIsGoneWithItsFiles) {
  change([](Update& update) {
    put_photo(update, "/photos/sub/a.jpg", "a");
    update.fail_path(place_of(update, "/photos/sub/b.jpg"), stamp(), {Reason::no_permission, "s"});
  });
  change([](Update& update) { update.remove_folder(update.folder_for("/photos/sub")); });
  const Snapshot snapshot(gallery);
  EXPECT_FALSE(snapshot.folder_at("/photos/sub"));
  EXPECT_EQ(snapshot.number("photos"), 0U);
  EXPECT_EQ(snapshot.failures(), 0U);
}

/// As an earlier facefs kept it, without a sentence of its own.
TEST_F(KeptAndGone, APictureWhoseLastRowsAreMissingIsToldInAnyCase) {
  change([](Update& update) {
    const PhotoId id = update.add_photo(content_named("a"), NewFaces{image_named("a"), true, "test", {}});
    update.set_path(place_of(update, "/photos/a.jpg"), stamp(), id);
  });
  change([](Update& update) {
    const auto told = update.failure(place_of(update, "/photos/a.jpg"));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->reason, Reason::truncated);
  });
}

/// Where the listing is told to the kernel for the last time, what is damaged is passed over.
TEST_F(KeptAndGone, EverythingIsToldButWhatIsDamaged) {
  PhotoId whole{}, damaged{};
  const FolderKey unknown{FolderKey::Kind::unknown};
  change([&](Update& update) {
    whole = put_photo(update, "/photos/a.jpg", "a");
    damaged = put_photo(update, "/photos/b.jpg", "b");
    for (const PhotoId photo : {whole, damaged}) update.set_folders(photo, {unknown});
  });
  {
    lmdb::WriteTxn txn(gallery.store()->environment());
    txn.put(gallery.store()->tables().photo, key_of(damaged), "no record");
    txn.commit();
  }
  std::vector<Change> all;
  ASSERT_NO_THROW(all = Snapshot(gallery).everything());
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].photo, whole);
  EXPECT_EQ(all[0].kind, Change::Kind::left);
}

/// What a damaged record says of a file is read again, so the file must not be passed over.
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
  Snapshot(gallery).each_path_in(place.folder,
                                 [&](const std::string& name, const PathRecord& path) { visited[name] = path; });
  ASSERT_TRUE(visited.contains("a.jpg"));
  EXPECT_EQ(visited["a.jpg"].photo, kNoPhoto);
  EXPECT_EQ(visited["a.jpg"].stamp, FileStamp{});
}

TEST_F(KeptAndGone, WhatIsDamagedOfAPictureAndWhenItWasTakenAreKeptWithIt) {
  PhotoId id{};
  change([&](Update& update) {
    NewFaces found{image_named("a"), true, "test", {}};
    found.taken = -86'400;
    found.damage = "damaged after row 7 of 9: copy it again";
    id = update.add_photo(content_named("a"), found);
    update.set_path(place_of(update, "/photos/a.jpg"), stamp(), id);
  });
  EXPECT_EQ(Snapshot(gallery).photo(id)->taken, -86'400);
  change([](Update& update) {
    const auto told = update.failure(place_of(update, "/photos/a.jpg"));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->sentence, "damaged after row 7 of 9: copy it again");
  });
}

TEST_F(KeptAndGone, APhotoWhoseFileCannotBeReadAnyMoreIsShownNowhere) {
  PhotoId id{};
  change([&](Update& update) {
    id = put_photo(update, "/photos/a.jpg", "a");
    update.set_folders(id, {{FolderKey::Kind::unknown}});
  });
  change([](Update& update) {
    update.fail_path(place_of(update, "/photos/a.jpg"), stamp(2), {Reason::no_permission, "s"});
  });
  EXPECT_TRUE(names_in({FolderKey::Kind::unknown}).empty());
  EXPECT_EQ(Snapshot(gallery).number("photos"), 0U);
  EXPECT_EQ(Snapshot(gallery).photo(id)->name, "");
}

class ToldOfPhotos : public KeptAndGone {
 protected:
  const FolderKey unknown{FolderKey::Kind::unknown};
  PhotoId id{};
  ToldOfPhotos() {
    change([&](Update& update) {
      id = put_photo(update, "/photos/a.jpg", "a");
      update.set_folders(id, {unknown});
    });
  }
  static bool holds(const std::vector<Change>& changes, Change::Kind kind, const FolderKey& in,
                    const std::string& name) {
    return std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
      return change.kind == kind && change.folder == in && change.name == name;
    });
  }
};

TEST_F(ToldOfPhotos, IsThatTheirAttributesAreOthers) {
  EXPECT_TRUE(holds(change([&](Update& update) { update.set_path(place_of(update, "/photos/a.jpg"), stamp(2), id); }),
                    Change::Kind::altered, {}, "a.jpg"))
      << "the file was touched";
  EXPECT_TRUE(holds(change([&](Update& update) {
                      update.set_folders(id, {unknown, {FolderKey::Kind::ignored}});
                    }),
                    Change::Kind::altered, {}, "a.jpg"))
      << "it has one hard link more";
}

TEST_F(ToldOfPhotos, IsBothNamesOfARename) {
  const std::uint64_t version = Snapshot(gallery).state_of(unknown).version;
  const auto changes = change([&](Update& update) {
    update.remove_path(place_of(update, "/photos/a.jpg"));
    update.set_path(place_of(update, "/photos/b.jpg"), stamp(), id);
    update.set_folders(id, {unknown});
  });
  EXPECT_TRUE(holds(changes, Change::Kind::left, unknown, "a.jpg"));
  EXPECT_TRUE(holds(changes, Change::Kind::appeared, unknown, "b.jpg"));
  const auto other_place = change([&](Update& update) {
    update.set_path(place_of(update, "/photos/0.jpg"), stamp(), id);
    update.remove_path(place_of(update, "/photos/b.jpg"));
  });
  EXPECT_TRUE(holds(other_place, Change::Kind::left, unknown, "b.jpg"));
  EXPECT_TRUE(holds(other_place, Change::Kind::appeared, unknown, "0.jpg"));
  EXPECT_GT(Snapshot(gallery).state_of(unknown).version, version + 2) << "a listing that was kept is stale";
}

}  // namespace
}  // namespace facefs::test
