// SPDX-License-Identifier: Apache-2.0
#include "models/face_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "models/shrink.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

Image picture(const std::string& name) {
  return decoded_image(bytes_of(photo(name)));
}

class BothDetectors : public testing::TestWithParam<DetectorKind> {
 protected:
  FaceReader reader{networks_for({GetParam()}), models_folder()};
  Embedding only_face(const std::string& name) {
    const auto faces = reader.read(picture(name), Purpose::photo);
    EXPECT_EQ(faces.size(), 1U) << name;
    return faces.empty() ? Embedding{} : faces[0].embedding;
  }
};
INSTANTIATE_TEST_SUITE_P(FaceReader, BothDetectors, testing::Values(DetectorKind::yunet, DetectorKind::hog),
                         [](const auto& kind) { return std::string(name_of(kind.param)); });

TEST_P(BothDetectors, BringOnePersonTogetherAndKeepTwoApart) {
  const Embedding obama = only_face("obama.jpg");
  EXPECT_LT(distance(obama, only_face("obama2.jpg")), 0.5F);
  EXPECT_GT(distance(obama, only_face("biden.jpg")), 0.7F);
}

TEST_P(BothDetectors, FindNobodyWhereNobodyIs) {
  EXPECT_TRUE(reader.read(quarters(640), Purpose::photo).empty());
}

TEST_P(BothDetectors, SurviveATinyPicture) {
  EXPECT_TRUE(reader.read(quarters(2), Purpose::photo).empty());
}

TEST(FaceReader, FindsEachFaceOfAGroupFromLeftToRight) {
  FaceReader reader({}, models_folder());
  const auto faces = reader.read(side_by_side({picture("biden.jpg"), picture("obama.jpg")}), Purpose::photo);
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_LT(faces[0].box.x, faces[1].box.x);
  const auto alone = reader.read(picture("obama.jpg"), Purpose::photo);
  EXPECT_LT(distance(faces[1].embedding, alone[0].embedding), 0.2F);
}

TEST(FaceReader, FindsHalfCoveredFaces) {
  FaceReader reader({}, models_folder());
  EXPECT_EQ(reader.read(picture("obama_partial_face.jpg"), Purpose::photo).size(), 1U);
  EXPECT_EQ(reader.read(picture("obama_partial_face2.jpg"), Purpose::photo).size(), 1U);
}

TEST(FaceReader, GivesTheSameNumbersEachTimeAlsoForAReference) {
  FaceReader reader({}, models_folder());
  for (const Purpose purpose : {Purpose::photo, Purpose::reference}) {
    const auto first = reader.read(picture("biden.jpg"), purpose);
    const auto second = reader.read(picture("biden.jpg"), purpose);
    EXPECT_EQ(first[0].embedding.values, second[0].embedding.values);
  }
}

TEST(FaceReader, JitterMovesAReferenceALittle) {
  FaceReader reader({}, models_folder());
  const auto plain = reader.read(picture("biden.jpg"), Purpose::photo);
  const auto jittered = reader.read(picture("biden.jpg"), Purpose::reference);
  const float moved = distance(plain[0].embedding, jittered[0].embedding);
  EXPECT_GT(moved, 0.001F);
  EXPECT_LT(moved, 0.25F);
}

/// YuNet's box is converted to the frame that dlib's landmarks were trained on; without that the median is 0.071.
TEST(FaceReader, StaysNearTheNumbersOfTheHogChain) {
  FaceReader yunet(networks_for({DetectorKind::yunet, EmbedderKind::dlib}), models_folder());
  FaceReader hog(networks_for({DetectorKind::hog}), models_folder());
  std::vector<float> distances;
  for (const char* name : {"obama.jpg", "obama2.jpg", "biden.jpg"})
    distances.push_back(distance(yunet.read(picture(name), Purpose::photo).at(0).embedding,
                                 hog.read(picture(name), Purpose::photo).at(0).embedding));
  std::sort(distances.begin(), distances.end());
  EXPECT_LT(distances[1], 0.10F);
}

/// The user has had it erased. It is still found, but nothing is made of it that could be compared.
TEST(FaceReader, MakesNoEmbeddingOfAFaceThatItIsToLeaveOut) {
  FaceReader reader({}, models_folder());
  const Image both = side_by_side({picture("biden.jpg"), picture("obama.jpg")});
  const auto before = reader.read(both, Purpose::photo);
  ASSERT_EQ(before.size(), 2U);
  for (const std::size_t out : {0U, 1U}) {
    Box nearly = before[out].box;
    nearly.x += nearly.width / 10;
    const auto after = reader.read(both, Purpose::photo, {nearly});
    ASSERT_EQ(after.size(), 2U);
    EXPECT_EQ(after[out].embedding.values, Embedding{}.values);
    EXPECT_LT(distance(after[1 - out].embedding, before[1 - out].embedding), 0.01F);
  }
  Box beside = before[1].box;
  beside.x += beside.width * 0.6F;
  EXPECT_NE(reader.read(both, Purpose::photo, {beside}).at(1).embedding.values, Embedding{}.values)
      << "somebody who stands beside it, and is partly covered";
}

Image part(const Image& image, int left, int top, int side) {
  Image cut(side, side);
  for (int y = 0; y < side; ++y) std::memcpy(cut.row(y), image.row(top + y) + 3 * left, cut.stride());
  return cut;
}

void put(Image& canvas, const Image& what, int left, int top) {
  for (int y = 0; y < what.height; ++y) std::memcpy(canvas.row(top + y) + 3 * left, what.row(y), what.stride());
}

/// face_recognition cuts boxes at the edge, too. YuNet's boxes may reach over it.
TEST(FaceReader, TellsOfAFaceAtTheEdgeOnlyWhatLiesInThePhotoWithHog) {
  const auto hog = make_detector(DetectorKind::hog, models_folder());
  const Image obama = picture("obama2.jpg");
  const Box whole = hog->detect(Raster(obama)).at(0).box;
  const int side = static_cast<int>(2 * whole.side());
  int cut_by_the_edge = 0;
  for (const float share : {0.F, 0.05F, 0.1F, 0.15F}) {
    const int left = static_cast<int>(whole.x + whole.width * (1 - share)) - side;
    const int top = static_cast<int>(whole.y + whole.height * share);
    for (const Detection& found : hog->detect(Raster(part(obama, left, top, side)))) {
      EXPECT_GE(found.box.y, 0);
      EXPECT_LE(found.box.x + found.box.width, static_cast<float>(side));
      EXPECT_LE(found.box.y + found.box.height, static_cast<float>(side));
      cut_by_the_edge += found.box.width < 0.95F * whole.width || found.box.height < 0.95F * whole.height ? 1 : 0;
    }
  }
  EXPECT_GT(cut_by_the_edge, 0) << "with none nothing is tested";
}

TEST(FaceReader, KeepsTheLargestOfMoreFacesThanItCan) {
  constexpr int kWide = 1280, kLarge = 213, kSmall = 64, kRows = 14;
  FaceReader reader({}, models_folder());
  const Image obama = picture("obama.jpg");
  const Box face = reader.read(obama, Purpose::photo).at(0).box;
  const int side = static_cast<int>(1.5F * face.side());
  const Image head =
      part(obama, static_cast<int>(face.centre().x) - side / 2, static_cast<int>(face.centre().y) - side / 2, side);
  Image crowd(kWide, kLarge + kRows * kSmall);
  for (int left = 0; left + kLarge <= kWide; left += kLarge) put(crowd, shrunk(head, kLarge), left, 0);
  for (int row = 0; row < kRows; ++row)
    for (int left = 0; left + kSmall <= kWide; left += kSmall)
      put(crowd, shrunk(head, kSmall), left, kLarge + row * kSmall);
  const auto faces = reader.read(crowd, Purpose::photo);
  ASSERT_EQ(faces.size(), FaceReader::kMostFaces) << "with fewer nothing is tested";
  EXPECT_EQ(std::count_if(faces.begin(), faces.end(), [](const Face& f) { return f.box.side() > kSmall; }),
            kWide / kLarge);
}

TEST(FaceReader, TellsABlurredFaceFromASharpOneByItsQuality) {
  FaceReader reader({}, models_folder());
  const Image sharp = picture("obama.jpg");
  Image blurred = sharp;
  constexpr int kReach = 6;
  for (int y = kReach; y < sharp.height - kReach; ++y)
    for (int x = kReach; x < sharp.width - kReach; ++x)
      for (int channel = 0; channel < 3; ++channel) {
        int sum = 0;
        for (int i = -kReach; i <= kReach; ++i)
          sum += sharp.row(y)[3 * (x + i) + channel] + sharp.row(y + i)[3 * x + channel];
        blurred.row(y)[3 * x + channel] = static_cast<std::uint8_t>(sum / (4 * kReach + 2));
      }
  const auto before = reader.read(sharp, Purpose::photo);
  const auto after = reader.read(blurred, Purpose::photo);
  ASSERT_EQ(after.size(), 1U);
  EXPECT_LT(after[0].quality, before[0].quality);
}

}  // namespace
}  // namespace facefs::test
