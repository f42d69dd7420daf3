// SPDX-License-Identifier: Apache-2.0
// dlib is the reference: oneDNN's engines give nearly the same numbers for real faces, by the same network.
#include "models/embedder.h"

#include <gtest/gtest.h>

#include "models/aligner.h"
#include "models/detector.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

std::vector<Image> chips_of_real_faces() {
  const auto detector = make_detector(DetectorKind::yunet, models_folder());
  const auto aligner = make_dlib_aligner(models_folder());
  std::vector<Image> chips;
  for (const char* name : {"biden.jpg", "obama.jpg", "obama2.jpg", "obama3.jpg", "obama_partial_face.jpg",
                           "obama_partial_face2.jpg", "32bit.png"}) {
    const Image picture = decoded_image(bytes_of(photo(name)));
    for (const Detection& found : detector->detect(picture)) chips.push_back(aligner->align(picture, found).chip);
  }
  return chips;
}

struct Bound {
  EmbedderEngine engine;
  float most;  ///< distance from dlib's embedding
};

class Engines : public testing::TestWithParam<Bound> {};
INSTANTIATE_TEST_SUITE_P(Embedder, Engines,
                         testing::Values(Bound{EmbedderEngine::f32, 1e-3F}, Bound{EmbedderEngine::bf16, 0.01F}),
                         [](const auto& bound) { return std::string(name_of(bound.param.engine)); });

TEST_P(Engines, GiveDlibsEmbeddings) {
  const std::vector<Image> chips = chips_of_real_faces();
  ASSERT_GE(chips.size(), 7U);
  const auto expected = make_embedder(EmbedderKind::dlib, EmbedderEngine::dlib, models_folder())->embed(chips);
  const auto embeddings = make_embedder(EmbedderKind::dlib, GetParam().engine, models_folder())->embed(chips);
  ASSERT_EQ(embeddings.size(), chips.size());
  for (std::size_t i = 0; i < chips.size(); ++i) EXPECT_LT(distance(embeddings[i], expected[i]), GetParam().most) << i;
}

TEST_P(Engines, GiveAFaceTheSameNumbersWhateverFacesComeWithIt) {
  std::vector<Image> chips = chips_of_real_faces();
  while (chips.size() < 19) chips.push_back(chips[chips.size() % 7]);
  const auto embedder = make_embedder(EmbedderKind::dlib, GetParam().engine, models_folder());
  const auto together = embedder->embed(chips);
  for (std::size_t i = 0; i < chips.size(); ++i)
    EXPECT_LT(distance(embedder->embed({&chips[i], 1})[0], together[i]), 1e-4F) << i;
}

TEST(Embedder, GivesNothingForNoFaces) {
  EXPECT_TRUE(make_embedder(EmbedderKind::dlib, EmbedderEngine::f32, models_folder())->embed({}).empty());
}

/// Tells the chip that it knows apart from its jittered copies.
class Recogniser final : public Embedder {
 public:
  explicit Recogniser(const Image& known) : known_(known) {}
  std::vector<Embedding> embed(std::span<const Image> chips) override {
    std::vector<Embedding> embeddings(chips.size());
    for (std::size_t i = 0; i < chips.size(); ++i) {
      embeddings[i].values[0] = 1;
      embeddings[i].values[1] = chips[i].rgb == known_.rgb ? 1 : 0;
    }
    return embeddings;
  }

 private:
  const Image& known_;
};

TEST(Embedder, GivesOfAReferenceTheMeanOfTheChipItselfAndItsCopies) {
  Image chip(kDlibChipSide, kDlibChipSide);
  for (std::size_t i = 0; i < chip.rgb.size(); ++i) chip.rgb[i] = static_cast<std::uint8_t>(i * 37 % 251);
  Recogniser recogniser(chip);
  const Embedding one = embed_jittered(recogniser, chip, 1), ten = embed_jittered(recogniser, chip, 10);
  EXPECT_FLOAT_EQ(one.values[0], 1);
  EXPECT_FLOAT_EQ(one.values[1], 1);
  EXPECT_FLOAT_EQ(ten.values[0], 1);
  EXPECT_FLOAT_EQ(ten.values[1], 0.1F);
}

}  // namespace
}  // namespace facefs::test
