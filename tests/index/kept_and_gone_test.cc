// SPDX-License-Identifier: Apache-2.0
// What the gallery keeps of files and faces that changed, failed or went, and what it does not.
#include <gmock/gmock.h>

#include "index/record_codec.h"
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

}  // namespace
}  // namespace facefs::test
