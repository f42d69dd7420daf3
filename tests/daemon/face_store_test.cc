// SPDX-License-Identifier: Apache-2.0
// What `facefs sort` keeps for its next run.
#include "daemon/face_store.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "index/values/content_hash.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

class TheFaceStore : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const std::filesystem::path file = folder / "encodings.cbor";
  const ContentHash content = content_hash_of("a photo");

  static PhotoReading reading_of_width(int width) {
    PhotoReading reading;
    reading.width = width;
    reading.height = 10;
    return reading;
  }
  /// Returns the photo's width as found for that purpose; 0 where nothing is known.
  int width_known_to(const FaceStore& store, Purpose purpose) const {
    const FaceStore::Found* found = store.find(content, purpose);
    return found ? std::get<PhotoReading>(*found).width : 0;
  }
  void keep_one() const {
    FaceStore store(file, "yunet");
    store.put(content, Purpose::photo, reading_of_width(40));
    store.save();
  }
};

TEST_F(TheFaceStore, KeepsWhatWasFoundAndWhatCouldNotBeRead) {
  const ContentHash other = content_hash_of("no photo");
  FaceStore first(file, "yunet");
  first.put(content, Purpose::photo, reading_of_width(40));
  first.put(other, Purpose::photo, Unreadable{Reason::not_an_image, "it is none"});
  first.save();
  const FaceStore next(file, "yunet");
  EXPECT_EQ(width_known_to(next, Purpose::photo), 40);
  ASSERT_TRUE(next.find(other, Purpose::photo));
  EXPECT_EQ(std::get<Unreadable>(*next.find(other, Purpose::photo)).sentence, "it is none");
}

TEST_F(TheFaceStore, KeepsAPhotoApartFromTheSamePhotoAsAReference) {
  FaceStore store(file, "yunet");
  store.put(content, Purpose::photo, reading_of_width(40));
  EXPECT_EQ(width_known_to(store, Purpose::reference), 0) << "its embeddings are others";
  store.put(content, Purpose::reference, reading_of_width(50));
  EXPECT_EQ(width_known_to(store, Purpose::photo), 40);
  EXPECT_EQ(width_known_to(store, Purpose::reference), 50);
}

TEST_F(TheFaceStore, KnowsNothingOfOtherModels) {
  keep_one();
  EXPECT_EQ(width_known_to(FaceStore(file, "yunet"), Purpose::photo), 40);
  EXPECT_EQ(width_known_to(FaceStore(file, "hog"), Purpose::photo), 0);
}

TEST_F(TheFaceStore, CountsAsEmptyWhereItIsDamagedOrOfAnotherForm) {
  keep_one();
  const std::string whole = bytes_of(file);
  write_bytes(file, whole.substr(0, whole.size() / 2));
  EXPECT_EQ(width_known_to(FaceStore(file, "yunet"), Purpose::photo), 0);
  nlohmann::json json = nlohmann::json::from_cbor(whole);
  json["format"] = json["format"].get<int>() + 1;
  const auto later = nlohmann::json::to_cbor(json);
  write_bytes(file, std::string(later.begin(), later.end()));
  EXPECT_EQ(width_known_to(FaceStore(file, "yunet"), Purpose::photo), 0);
}

}  // namespace
}  // namespace facefs::test
