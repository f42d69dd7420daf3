// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/face_search.h"

#include <gmock/gmock.h>

#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "models/networks.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

class NearFacesOfTheGallery : public GalleryFixture, public testing::WithParamInterface<EmbedderKind> {
 protected:
  static constexpr int kPeople = 400;  // enough faces for a run and a block
  static constexpr int kEach = 5;
  static constexpr std::uint64_t kFaces = std::uint64_t{kPeople} * kEach;

  void SetUp() override {
    change([](Update& update) {
      update.set_text("models", models_id(networks_for({DetectorKind::yunet, GetParam()})));
    });
    put_photos_of(kPeople, kEach);
  }

  /// Returns all faces by distance, measured one by one.
  std::vector<NearFace> all_by_distance(const Snapshot& snapshot, const Embedding& face) const {
    std::vector<NearFace> all;
    for (std::uint64_t id = 1; id <= snapshot.counter("faces_made"); ++id)
      if (const auto known = Faces(snapshot).embedding(static_cast<FaceId>(id)))
        all.push_back({0, static_cast<FaceId>(id), distance(face, *known)});
    std::sort(all.begin(), all.end(), [](const NearFace& a, const NearFace& b) { return a.distance < b.distance; });
    return all;
  }
};

INSTANTIATE_TEST_SUITE_P(Network, NearFacesOfTheGallery, testing::ValuesIn(kEmbedders),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

std::vector<FaceId> ids_of(const std::vector<NearFace>& faces) {
  std::vector<FaceId> ids;
  for (const NearFace& face : faces) ids.push_back(face.id);
  return ids;
}

std::vector<FaceId> sorted(std::vector<FaceId> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

TEST_P(NearFacesOfTheGallery, AreExactlyThoseWithinTheRadius) {
  const Snapshot snapshot(gallery);
  for (int person = 0; person < 20; ++person) {
    const Embedding face = face_of(person, 9);
    const std::vector<NearFace> all = all_by_distance(snapshot, face);
    for (const float radius : {0.2F, 0.35F, 0.9F, 1.0F}) {
      auto expected = all;
      std::erase_if(expected, [&](const NearFace& one) { return one.distance > radius; });
      const std::vector<NearQuery> queries = {{face, radius}};
      EXPECT_EQ(ids_of(faces_near(snapshot, queries, false)), sorted(ids_of(expected)));
    }
  }
}

TEST_P(NearFacesOfTheGallery, AreToldForEachThatIsSearchedFor) {
  const std::vector<NearQuery> queries = {{face_of(3, 9), 0.5F}, {face_of(4, 9), 0.5F}};
  std::map<std::size_t, int> found;
  for (const NearFace& face : faces_near(Snapshot(gallery), queries, false)) ++found[face.query];
  EXPECT_THAT(found, testing::ElementsAre(testing::Pair(0, kEach), testing::Pair(1, kEach)));
}

TEST_P(NearFacesOfTheGallery, AreTheNearestInTheirOrder) {
  const Snapshot snapshot(gallery);
  for (int person = 0; person < 30; ++person) {
    auto expected = all_by_distance(snapshot, face_of(person, 11));
    expected.resize(7);
    EXPECT_EQ(ids_of(nearest_faces(snapshot, face_of(person, 11), 7)), ids_of(expected));
  }
  EXPECT_EQ(nearest_faces(snapshot, face_of(0, 0), 10'000).size(), kPeople * kEach + 0U);
  EXPECT_TRUE(nearest_faces(snapshot, face_of(0, 0), 0).empty());
}

TEST_P(NearFacesOfTheGallery, AreNotThoseThatWereErased) {
  const FaceId nearest = nearest_faces(Snapshot(gallery), face_of(7, 9), 1).front().id;
  change([&](Update& update) { FaceTables(update).erase_embedding(nearest); });
  EXPECT_THAT(ids_of(nearest_faces(Snapshot(gallery), face_of(7, 9), kEach)), testing::Not(testing::Contains(nearest)));
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(nearest).has_value());
}

TEST_P(NearFacesOfTheGallery, AreReachedOnlyAsFarAsTheyReachThemselves) {
  const FaceId near = nearest_faces(Snapshot(gallery), face_of(7, 9), 1).front().id;
  change([&](Update& update) { FaceTables(update).set_reach(near, 0.01F, 0); });
  const std::vector<NearQuery> queries = {{face_of(7, 9), 0.5F}};
  const Snapshot snapshot(gallery);
  const auto reachable = faces_reachable(snapshot, queries);
  EXPECT_EQ(reachable.size(), kEach - 1U);
  for (const ReachableFace& face : reachable) EXPECT_TRUE(is_reached(snapshot, face.id, queries));
  EXPECT_FALSE(is_reached(snapshot, near, queries));
}

TEST_P(NearFacesOfTheGallery, WhomAQueryReachesAreAmongThoseWhomItMayReachByTheirCodes) {
  change([&](Update& update) {
    for (std::uint64_t id = 1; id <= kFaces; ++id)
      FaceTables(update).set_reach(static_cast<FaceId>(id), 0.5F + 0.001F * static_cast<float>(id), 0);
  });
  const Snapshot snapshot(gallery);
  std::size_t reached = 0;
  for (int person = 0; person < 20; ++person) {
    const std::vector<NearQuery> queries = {{face_of(person, 9), 0.95F}, {face_of(person + 1, 9), 0.9F}};
    std::map<FaceId, float> depths;
    for (const ReachableFace& face : faces_reachable(snapshot, queries)) depths[face.id] = face.depth;
    for (std::uint64_t id = 1; id <= kFaces; ++id)
      if (is_reached(snapshot, static_cast<FaceId>(id), queries)) {
        ++reached;
        ASSERT_TRUE(depths.contains(static_cast<FaceId>(id))) << person << " " << id;
        EXPECT_LT(depths[static_cast<FaceId>(id)], 1.1F);
      }
  }
  EXPECT_GT(reached, 1000U);  // otherwise nothing was tested
}

}  // namespace
}  // namespace facefs::test
