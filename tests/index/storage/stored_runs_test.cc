// SPDX-License-Identifier: Apache-2.0
// The codes of many faces: how blocks are joined into runs, and laid out for the network that reads them.
#include <gmock/gmock.h>

#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/foreign_tables.h"
#include "index/storage/gallery_space.h"
#include "index/storage/stored_embeddings.h"
#include "index/upkeep/face_search.h"
#include "index/values/record_codec.h"
#include "models/networks.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

/// Forty photos of a crowd, which take more than two runs of blocks.
class StoredFacesOfRuns : public GalleryFixture {
 protected:
  static constexpr std::uint64_t kFaces = 4000;

  void SetUp() override {
    change([](Update& update) {
      for (int photo = 0; photo < 40; ++photo) {
        std::vector<Face> faces;
        for (int i = 0; i < 100; ++i) faces.push_back(face_with(embedding_of_face(photo * 100 + i)));
        const std::string name = std::to_string(photo);
        put_photo(update, "/photos/" + name + ".jpg", name, faces);
      }
    });
  }

  /// Returns the embedding of a face. The faces of one photo have none, because nobody wanted them.
  static Embedding embedding_of_face(int number) { return number / 100 == 7 ? Embedding{} : face_of(number, 0); }

  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> sizes;
    lmdb::ReadTxn(gallery.store()->environment())
        .each(gallery.store()->tables().code, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
          sizes.push_back(value.size());
          return true;
        });
    return sizes;
  }

  void expect_all_there() const {
    const Snapshot snapshot(gallery);
    for (std::uint64_t id = 1; id <= kFaces; ++id) {
      const auto kept = Faces(snapshot).embedding(FaceId{id});
      const Embedding put = embedding_of_face(static_cast<int>(id) - 1);
      ASSERT_EQ(kept.has_value(), put.values != Embedding{}.values) << id;
      if (kept) {
        ASSERT_LT(distance(*kept, put), 4e-7F) << id;
      }
    }
    std::uint64_t slices = 0;
    Faces(snapshot).each_code_slice([&](FaceId first, const CodeSlice&) {
      EXPECT_EQ(number_of(first), CodeSlice::kFaces * slices++);
      return true;
    });
    EXPECT_EQ(slices, kFaces / CodeSlice::kFaces + 1);
    EXPECT_EQ(faces_with_codes(), kFaces - 100);
  }

  std::uint64_t faces_with_codes() const {
    std::uint64_t faces = 0;
    Faces(Snapshot(gallery)).each_code_slice([&](FaceId, const CodeSlice& slice) {
      for (std::size_t place = 0; place < CodeSlice::kFaces; ++place) faces += slice.has(place) ? 1 : 0;
      return true;
    });
    return faces;
  }

  /// Flips a bit of the run that the face is in.
  void flip_a_bit(FaceId id, std::size_t at) const {
    lmdb::WriteTxn txn(gallery.store()->environment());
    const Tables& tables = gallery.store()->tables();
    const std::string key = RecordWriter().number(CodePlace(id).run()).take();
    std::string bytes(txn.get(tables.code, key).value());
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    txn.put(tables.code, key, bytes);
    txn.commit();
  }
};

TEST_F(StoredFacesOfRuns, AreJoinedOnceLaterOnesCome) {
  const std::vector<std::size_t> expected = {sizeof(LeadingRun), sizeof(LeadingRun), sizeof(LeadingBlock)};
  EXPECT_EQ(sizes(), expected);
  expect_all_there();
}

TEST_F(StoredFacesOfRuns, AreJoinedAlsoWhereTheyAreTakenOver) {
  gallery.begin_anew_with_faces();
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(FaceId{701}))
      << "an image with a face that has none is not taken over";
  EXPECT_EQ(sizes().front(), sizeof(LeadingRun));
  change([](Update& update) {  // and later faces come, as before
    const std::vector<Face> crowd(kRunFaces, face_with(face_of(9000, 0)));
    put_photo(update, "/photos/crowd.jpg", "crowd", crowd);
  });
  const std::vector<std::size_t> expected(3, sizeof(LeadingRun));
  std::vector<std::size_t> first = sizes();
  first.resize(expected.size());
  EXPECT_EQ(first, expected);
  gallery.rebuild();
  const auto kept = Faces(Snapshot(gallery)).embedding(FaceId{kFaces});
  ASSERT_TRUE(kept);
  EXPECT_LT(distance(*kept, embedding_of_face(kFaces - 1)), 4e-7F);
}

/// Faces of a gallery that goes over from dlib's network to SFace, between two faces of one block.
class StoredFacesOfTwoNetworks : public StoredFacesOfRuns {
 protected:
  static constexpr std::uint64_t kLater = 4000;

  void SetUp() override {
    StoredFacesOfRuns::SetUp();
    change([](Update& update) { update.set_text("models", models_id(Networks{})); });
    ASSERT_EQ(space_of(Snapshot(gallery)).embedder, EmbedderKind::sface);
    change([](Update& update) {
      std::vector<Face> crowd;
      for (std::uint64_t i = 0; i < kLater; ++i) crowd.push_back(face_with(later_face(i)));
      put_photo(update, "/photos/crowd.jpg", "crowd", crowd);
    });
  }

  static Embedding later_face(std::uint64_t number) { return face_of(20'000 + static_cast<int>(number), 0); }
};

TEST_F(StoredFacesOfTwoNetworks, AreLaidOutForTheLaterOneFromTheBlockOnThatBothShare) {
  const std::vector<std::size_t> expected = {sizeof(LeadingRun), sizeof(LeadingRun),  sizeof(CoarseRun),
                                             sizeof(CoarseRun),  sizeof(CoarseBlock), sizeof(CoarseBlock)};
  EXPECT_EQ(sizes(), expected);
}

TEST_F(StoredFacesOfRuns, AreLaidOutAnewWithTheirWholeRunWhenAPhotoIsReadByAnotherNetwork) {
  const std::string other = models_id(Networks{});
  std::vector<Face> faces;
  for (int i = 0; i < 100; ++i) faces.push_back(face_with(face_of(20'000 + i, 0)));
  change([&](Update& update) { ForeignTables(update).read_with(other); });
  change([&](Update& update) { ForeignTables(update).read_again({image_named("3"), false, other, faces}); });
  const std::vector<std::size_t> expected = {sizeof(CoarseRun), sizeof(LeadingRun), sizeof(LeadingBlock)};
  EXPECT_EQ(sizes(), expected);
  EXPECT_EQ(faces_with_codes(), kFaces - 100);
  const Snapshot snapshot(gallery);
  const lmdb::ReadTxn txn(gallery.store()->environment());
  for (std::uint64_t id = 1; id <= kRunFaces; ++id) {
    const auto code = stored_code(txn, gallery.store()->tables(), FaceId{id});
    if (id >= 701 && id <= 800) continue;  // they have none
    ASSERT_TRUE(code) << id;
    const bool is_read_again = id > 300 && id <= 400;
    if (!is_read_again) {
      ASSERT_LT(distance(embedding_of(*code), embedding_of_face(static_cast<int>(id) - 1)), 4e-7F);
    }
  }
  for (int i = 0; i < 100; ++i) {
    const auto near = nearest_faces(snapshot, face_of(20'000 + i, 0), 1);
    ASSERT_EQ(near.size(), 1U);
    EXPECT_LT(near[0].distance, 4e-7F) << i;
  }
}

TEST_F(StoredFacesOfTwoNetworks, AreReadBackFoundAndErased) {
  for (std::uint64_t i = 0; i < kLater; ++i) {
    const auto kept = Faces(Snapshot(gallery)).embedding(FaceId{kFaces + 1 + i});
    ASSERT_TRUE(kept) << i;
    ASSERT_LT(distance(*kept, later_face(i)), 4e-7F) << i;
  }
  for (const std::uint64_t i : {0U, 79U, 80U, 1500U, 3999U}) {
    const auto near = nearest_faces(Snapshot(gallery), later_face(i), 1);
    ASSERT_EQ(near.size(), 1U);
    EXPECT_EQ(near[0].id, FaceId{kFaces + 1 + i});
  }
  for (const FaceId erased : {FaceId{1000}, FaceId{3900}, FaceId{6500},
                              FaceId{7900}}) {  // of a run of each layout, of the block that both shared, and of one
    change([&](Update& update) { FaceTables(update).erase_embedding(erased); });
    EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(erased));
    EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(FaceId{number_of(erased) - 1}));
    EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(FaceId{number_of(erased) + 1}));
  }
  EXPECT_EQ(faces_with_codes(), kFaces - 100 + kLater - 4) << "no code is left behind";
}

TEST_F(StoredFacesOfTwoNetworks, AreLaidOutForTheLaterNetworkWhereTheyAreTakenOver) {
  gallery.begin_anew_with_faces();
  const std::vector<std::size_t> all = sizes();
  EXPECT_EQ(all.front(), sizeof(CoarseRun));
  EXPECT_EQ(faces_with_codes(), kFaces - 100 + kLater);
}

TEST_F(StoredFacesOfRuns, AreErasedInThem) {
  change([](Update& update) { FaceTables(update).erase_embedding(FaceId{1000}); });
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(FaceId{1000}));
  EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(FaceId{999}));
  Faces(Snapshot(gallery)).each_code_slice([&](FaceId first, const CodeSlice& slice) {
    if (number_of(first) == 960) {
      EXPECT_FALSE(slice.has(40));
      EXPECT_EQ(slice.at(40).code, FaceCode{}.code) << "an erased face leaves no number behind";
    }
    return true;
  });
}

TEST_F(StoredFacesOfRuns, AreNotBuiltUponWhereABitFlipped) {
  flip_a_bit(FaceId{1000}, offsetof(LeadingRun, others) + 5);
  EXPECT_THROW(change([](Update& update) { FaceTables(update).erase_embedding(FaceId{1000}); }), BadRecord);
  flip_a_bit(FaceId{2000}, 0);
  EXPECT_THROW(Faces(Snapshot(gallery)).each_code_slice([](FaceId, const CodeSlice&) { return true; }), BadRecord)
      << "of another format";
}

}  // namespace
}  // namespace facefs::test
