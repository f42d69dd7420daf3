// SPDX-License-Identifier: Apache-2.0
#include "index/storage/stored_embeddings.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/images.h"
#include "index/values/keys.h"
#include "index/values/record_codec.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

constexpr FaceId kFirst{1};

class StoredFaces : public GalleryFixture {
 protected:
  void SetUp() override {
    change([](Update& update) {
      for (int i = 0; i < 300; ++i) {
        const std::string name = std::to_string(i);
        put_photo(update, "/photos/" + name + ".jpg", name, {face_with(face_of(i, 0))});
      }
    });
  }

  void put_raw(lmdb::Table table, const std::string& key, std::string_view bytes) const {
    lmdb::WriteTxn txn(gallery.store()->environment());
    txn.put(table, key, bytes);
    txn.commit();
  }
  const Tables& tables() const { return gallery.store()->tables(); }
  std::string raw(lmdb::Table table, const std::string& key) const {
    const lmdb::ReadTxn txn(gallery.store()->environment());
    return std::string(txn.get(table, key).value());
  }
};

TEST_F(StoredFaces, AreReadBackInTwoBlocks) {
  const Snapshot snapshot(gallery);
  for (std::uint64_t id = 1; id <= 300; ++id) {
    const auto kept = Faces(snapshot).embedding(static_cast<FaceId>(id));
    ASSERT_TRUE(kept) << id;
    EXPECT_LT(distance(*kept, face_of(static_cast<int>(id) - 1, 0)), 4e-7F);
  }
  int blocks = 0;
  Faces(snapshot).each_code_slice([&](FaceId first, const CodeSlice&) {
    EXPECT_EQ(number_of(first), 240U * static_cast<unsigned>(blocks++));
    return true;
  });
  EXPECT_EQ(blocks, 2);
}

TEST_F(StoredFaces, AreDamageWhereABitOfEitherPartFlipped) {
  std::string rest = raw(tables().embedding, key_of(kFirst));
  rest[100] = static_cast<char>(rest[100] ^ 1);
  put_raw(tables().embedding, key_of(kFirst), rest);
  EXPECT_THROW(Faces(Snapshot(gallery)).embedding(kFirst), BadRecord)
      << "as an absent one it would lose its photo, untold";

  const std::string block_key = RecordWriter().number(std::uint64_t{0}).take();
  std::string block = raw(tables().code, block_key);
  const std::size_t second = offsetof(LeadingBlock, groups) + offsetof(CodeGroup, codes) + place_in_group(2, 40);
  block[second] = static_cast<char>(block[second] ^ 1);
  put_raw(tables().code, block_key, block);
  EXPECT_THROW(Faces(Snapshot(gallery)).embedding(FaceId{2}), BadRecord);
  EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(FaceId{3})) << "its neighbours are not concerned";
  EXPECT_THROW(change([](Update& update) { FaceTables(update).erase_embedding(FaceId{3}); }), BadRecord)
      << "nothing is built on it";
}

class StoredFacesOfOlderSchemas : public StoredFaces {
 protected:
  /// Marks the gallery with that schema and opens it again, as this facefs does.
  std::unique_ptr<Gallery> opened(std::uint64_t schema) {
    change([&](Update& update) { update.set_counter("schema", schema); });
    return std::make_unique<Gallery>(folder / "gallery", std::vector<std::string>{});
  }
};

TEST_F(StoredFacesOfOlderSchemas, AreTakenOverFromSchema5) {
  RecordWriter numbers;
  for (const float value : face_of(500, 3).values) numbers.real(value);
  put_raw(tables().embedding, key_of(kFirst), sealed_record(numbers.take()));
  const auto again = opened(5);
  const auto kept = Faces(Snapshot(*again)).embedding(kFirst);
  ASSERT_TRUE(kept);
  EXPECT_LT(distance(*kept, face_of(500, 3)), 4e-7F);
}

/// A block as schema 6 had it: the embedding's own numbers, all in groups of sixteen.
class BlockOfSchema6 {
 public:
  BlockOfSchema6() { bytes_.replace(0, 4, "10CF"); }
  const std::string& bytes() const { return bytes_; }

  EmbeddingRest put(std::size_t place, const Embedding& face) {
    FaceCode code;
    code.step = 0.005F;
    for (std::size_t k = 0; k < Embedding::kSize; ++k) {
      const float steps = face.values[k] / code.step;
      code.code[k] = static_cast<std::int8_t>(std::round(steps));
      code.rest[k] = static_cast<std::int16_t>((steps - std::round(steps)) * 65535);
      const std::size_t at = place / 16 * 16 * Embedding::kSize + (k / 4 * 16 + place % 16) * 4 + k % 4;
      bytes_[48 + at] = static_cast<char>(code.code[k] + 128);
    }
    std::memcpy(bytes_.data() + 48 + 240 * Embedding::kSize + place * sizeof(float), &code.step, sizeof code.step);
    return {checksum_of_code(code), code.rest};
  }

 private:
  std::string bytes_ = std::string(48 + 240 * Embedding::kSize + 2 * 960, '\0');
};

TEST_F(StoredFacesOfOlderSchemas, AreTakenOverFromSchema6AtEachPlaceOfABlock) {
  BlockOfSchema6 block;
  for (std::uint64_t id = 1; id < 240; ++id)
    if (id != 2)
      put_raw(tables().embedding, key_of(FaceId{id}), encoded(block.put(id, face_of(500 + static_cast<int>(id), 3))));
  put_raw(tables().code, RecordWriter().number(std::uint64_t{0}).take(), block.bytes());
  const auto again = opened(6);
  for (std::uint64_t id = 1; id < 240; ++id) {
    const auto kept = Faces(Snapshot(*again)).embedding(FaceId{id});
    ASSERT_EQ(kept.has_value(), id != 2) << "one whose code does not fit its checksum is not there: " << id;
    if (kept) {
      EXPECT_LT(distance(*kept, face_of(500 + static_cast<int>(id), 3)), 1e-6F) << id;
    }
  }
}

TEST_F(StoredFacesOfOlderSchemas, AreTakenOverFromSchema7) {
  const auto again = opened(7);
  for (std::uint64_t id = 1; id <= 300; ++id) {
    const auto kept = Faces(Snapshot(*again)).embedding(FaceId{id});
    ASSERT_TRUE(kept) << id;
    EXPECT_LT(distance(*kept, face_of(static_cast<int>(id) - 1, 0)), 4e-7F);
  }
}

TEST_F(StoredFaces, AreNotJoinedWhereABitOfABlockFlipped) {
  const std::string key = RecordWriter().number(std::uint64_t{0}).take();
  std::string block = raw(tables().code, key);
  block.back() = static_cast<char>(block.back() ^ 1);
  put_raw(tables().code, key, block);
  const std::vector<Face> crowd(kRunFaces, face_with(face_of(900, 0)));
  EXPECT_THROW(change([&](Update& update) { put_photo(update, "/photos/crowd.jpg", "crowd", crowd); }), BadRecord);
  EXPECT_EQ(raw(tables().code, key), block) << "nothing is built on it";
}

TEST_F(StoredFaces, OfOnePhotoMayFillARunAndMore) {
  std::vector<Face> crowd;
  for (int i = 0; i < 2 * int{kRunFaces}; ++i) crowd.push_back(face_with(face_of(1000 + i, 0)));
  change([&](Update& update) { put_photo(update, "/photos/crowd.jpg", "crowd", crowd); });
  const Snapshot snapshot(gallery);
  for (std::uint64_t i = 0; i < crowd.size(); ++i) {
    const auto kept = Faces(snapshot).embedding(FaceId{301 + i});
    ASSERT_TRUE(kept) << i;
    EXPECT_LT(distance(*kept, crowd[i].embedding), 4e-7F) << i;
  }
  EXPECT_EQ(raw(tables().code, RecordWriter().number(std::uint64_t{8}).take()).size(), sizeof(LeadingRun));
}

TEST_F(StoredFaces, AreTakenOverWithTheirImageOrNotAtAll) {
  FaceId first{};
  change([&](Update& update) {
    put_photo(update, "/photos/two.jpg", "two", {face_with(face_of(600, 0)), face_with(face_of(601, 0), 100, 300)});
    first = Images(update).faces_of(image_named("two")).front().id;
    FaceTables(update).erase_embedding(Images(update).faces_of(image_named("two")).back().id);
  });
  ASSERT_TRUE(Faces(Snapshot(gallery)).embedding(first));
  gallery.begin_anew_with_faces();
  EXPECT_FALSE(Images(Snapshot(gallery)).find(image_named("two")));
  EXPECT_FALSE(Faces(Snapshot(gallery)).find(first)) << "nobody who is to forget it would find it there";
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(first));
  EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(kFirst)) << "the others are there";
}

TEST_F(StoredFaces, AreVisitedBlockByBlockInOrderUntilEnoughWereSeen) {
  constexpr std::uint64_t kBlocks = 20;
  LeadingBlock block;
  block.seal();
  for (std::uint64_t i = 0; i < kBlocks; ++i) put_raw(tables().code, RecordWriter().number(i).take(), block.bytes());
  for (const std::uint64_t enough : {1U, 7U, 8U, 9U, 16U, 19U, 20U, 99U}) {
    std::uint64_t seen = 0;
    Faces(Snapshot(gallery)).each_code_slice([&](FaceId first, const CodeSlice&) {
      EXPECT_EQ(number_of(first), 240 * seen++);
      return seen < enough;
    });
    EXPECT_EQ(seen, std::min(enough, kBlocks));
  }
  put_raw(tables().code, RecordWriter().number(std::uint64_t{12}).take(), "damaged");
  std::uint64_t seen = 0;
  EXPECT_THROW(Faces(Snapshot(gallery)).each_code_slice([&](FaceId, const CodeSlice&) { return ++seen > 0; }),
               BadRecord);
  EXPECT_EQ(seen, 12U) << "those before it";
}

TEST_F(StoredFaces, AreDamageWhereTheirBlockIsGone) {
  lmdb::WriteTxn txn(gallery.store()->environment());
  txn.erase(tables().code, RecordWriter().number(std::uint64_t{0}).take());
  txn.commit();
  EXPECT_THROW(change([](Update& update) { FaceTables(update).erase_embedding(kFirst); }), BadRecord);
}

TEST_F(StoredFaces, ReachEverywhereUntilTheyAreMatched) {
  EXPECT_TRUE(std::isinf(Faces(Snapshot(gallery)).reaches_from(kFirst)[1]));
  change([](Update& update) { FaceTables(update).set_reach(kFirst, 0.25F, 0.6F); });
  EXPECT_NEAR(Faces(Snapshot(gallery)).scale_of(kFirst), 0.6F, 1e-4F);
  EXPECT_TRUE(std::isinf(Faces(Snapshot(gallery)).reaches_from(kFirst)[2]));
  std::vector<float> all = {0.F, 0.3001F, 1.5F, 100.F};
  for (int i = 1; i < 255; ++i) all.push_back(std::nextafter(ReachBlock::kUnit * static_cast<float>(i), 2.F));
  for (const float reach : all) {
    change([reach](Update& update) { FaceTables(update).set_reach(kFirst, reach, 0); });
    EXPECT_GE(Faces(Snapshot(gallery)).reaches_from(kFirst)[1], reach) << "never too short";
    EXPECT_LE(Faces(Snapshot(gallery)).reaches_from(kFirst)[1], reach < 1 ? reach + 0.004F : INFINITY);
  }
}

}  // namespace
}  // namespace facefs::test
