// SPDX-License-Identifier: Apache-2.0
// OpenCV is the reference of SFace: it runs the network layer by layer, as the file has it.
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

#include "models/aligner.h"
#include "models/detector.h"
#include "models/embedder.h"
#include "support/photo_factory.h"
#include "support/sface_in_opencv.h"

namespace facefs::test {
namespace {

/// Returns 112 x 112 random pixels, the same everywhere.
Image noise() {
  cv::Mat bgr(kSfaceChipSide, kSfaceChipSide, CV_8UC3);
  cv::RNG(1).fill(bgr, cv::RNG::UNIFORM, 0, 256);
  Image image(kSfaceChipSide, kSfaceChipSide);
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = bgr.data[i - i % 3 + 2 - i % 3];
  return image;
}

std::vector<Image> chips() {
  const auto detector = make_detector(DetectorKind::yunet, models_folder());
  const auto aligner = make_five_point_aligner();
  std::vector<Image> chips = {noise()};
  for (const char* name : {"biden.jpg", "obama.jpg", "obama2.jpg", "obama3.jpg", "obama_partial_face.jpg",
                           "obama_partial_face2.jpg", "32bit.png"}) {
    const Image picture = decoded_image(bytes_of(photo(name)));
    for (const Detection& found : detector->detect(picture)) chips.push_back(aligner->align(picture, found).chip);
  }
  return chips;
}

Embedding by_opencv(SfaceInOpencv& reference, const Image& chip) {
  const std::vector<float> numbers = reference.run(chip);
  Embedding embedding;
  std::copy(numbers.begin(), numbers.end(), embedding.values.begin());
  return with_length(embedding, kSfaceRadius);
}

/// The numbers are those of the file in another program (OpenCV 5, which reads it).
TEST(Sface, HasTheNumbersThatItsPublishersProgramGives) {
  const std::vector<float> numbers = SfaceInOpencv(models_folder()).run(noise());
  EXPECT_NEAR(numbers[0], -0.342441F, 1e-5F);
  EXPECT_NEAR(numbers[1], -0.288099F, 1e-5F);
  EXPECT_NEAR(numbers[2], 0.086205F, 1e-5F);
  double square = 0;
  for (const float number : numbers) square += static_cast<double>(number) * static_cast<double>(number);
  EXPECT_NEAR(std::sqrt(square), 4.6698, 1e-3);
}

struct Bound {
  EmbedderEngine engine;
  float most;  ///< distance from OpenCV's embedding, where the sphere's radius is 1
};

class SfaceEngines : public testing::TestWithParam<Bound> {};
INSTANTIATE_TEST_SUITE_P(Embedder, SfaceEngines,
                         testing::Values(Bound{EmbedderEngine::f32, 1e-4F}, Bound{EmbedderEngine::bf16, 0.04F}),
                         [](const auto& bound) { return std::string(name_of(bound.param.engine)); });

TEST_P(SfaceEngines, GiveOpencvsEmbeddings) {
  const std::vector<Image> faces = chips();
  ASSERT_GE(faces.size(), 8U);
  SfaceInOpencv reference(models_folder());
  const auto embeddings = make_embedder(EmbedderKind::sface, GetParam().engine, models_folder())->embed(faces);
  ASSERT_EQ(embeddings.size(), faces.size());
  for (std::size_t i = 0; i < faces.size(); ++i)
    EXPECT_LT(distance(embeddings[i], by_opencv(reference, faces[i])), kSfaceRadius * GetParam().most) << i;
}

TEST_P(SfaceEngines, GiveAFaceTheSameNumbersWhateverFacesComeWithIt) {
  std::vector<Image> faces = chips();
  while (faces.size() < 19) faces.push_back(faces[faces.size() % 7]);
  const auto embedder = make_embedder(EmbedderKind::sface, GetParam().engine, models_folder());
  const auto together = embedder->embed(faces);
  for (std::size_t i = 0; i < faces.size(); ++i)
    EXPECT_EQ(embedder->embed({&faces[i], 1})[0].values, together[i].values) << i;
}

TEST(Sface, GivesNothingForNoFaces) {
  EXPECT_TRUE(make_embedder(EmbedderKind::sface, EmbedderEngine::f32, models_folder())->embed({}).empty());
}

TEST(Sface, GivesOfAReferenceTheMiddleOfTheChipAndItsMirrorImageOnTheSphere) {
  const Image chip = chips().at(1);
  Image mirrored(chip.width, chip.height);
  for (int y = 0; y < chip.height; ++y)
    for (int x = 0; x < chip.width; ++x)
      std::copy_n(chip.row(y) + 3 * x, 3, mirrored.row(y) + 3 * (chip.width - 1 - x));
  const auto embedder = make_embedder(EmbedderKind::sface, EmbedderEngine::f32, models_folder());
  const Embedding one = embed_reference(EmbedderKind::sface, *embedder, chip);
  const Embedding other = embed_reference(EmbedderKind::sface, *embedder, mirrored);
  EXPECT_LT(distance(one, other), 1e-6F);
  EXPECT_NEAR(distance(one, Embedding{}), kSfaceRadius, 1e-6F);
  EXPECT_LT(distance(one, embedder->embed({&chip, 1})[0]), 0.2F);
}

}  // namespace
}  // namespace facefs::test
