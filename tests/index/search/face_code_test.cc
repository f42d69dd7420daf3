// SPDX-License-Identifier: Apache-2.0
#include "index/search/face_code.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "index/search/code_block.h"
#include "support/faces.h"

namespace facefs::test {
namespace {

using testing::FloatNear;
using testing::Pointwise;

constexpr float kLimit = 0.5F;

CodeDistances by(const LeadingDistances& how, const LeadingBlock& block, const CodeQuery& query) {
  CodeDistances limits, squares;
  CodesWithin within;
  for (std::size_t j = 0; j < limits.size(); ++j) limits[j] = kLimit * static_cast<float>(j % 5);
  how.run(query, block.groups[0].data(), within.size(), limits.data(), squares.data(), within.data());
  for (std::size_t j = 0; j < squares.size(); ++j)
    EXPECT_EQ((within[j / kCodeGroup] >> j % kCodeGroup & 1) != 0, squares[j] <= limits[j]);
  return squares;
}

std::unique_ptr<LeadingBlock> block_of_faces() {
  auto block = std::make_unique<LeadingBlock>();
  for (std::size_t i = 0; i < CodeSlice::kFaces; ++i)
    if (i % 7 != 3) block->put(i, face_code_of(face_of(static_cast<int>(i) / 4, static_cast<int>(i) % 4)));
  return block;
}

/// Returns a code of numbers as large as they can be, of both signs.
FaceCode extreme_code(int seed) {
  std::mt19937 random(static_cast<unsigned>(seed));
  FaceCode code;
  code.step = 0.001F;
  for (std::int8_t& number : code.code) number = static_cast<std::int8_t>(random() % 2 ? 127 : -127);
  return code;
}

TEST(FaceCodes, KeepAnEmbeddingAsExactlyAsFloatsDo) {
  for (int person = 0; person < 200; ++person) {
    const Embedding face = face_of(person, 1);
    const Embedding kept = embedding_of(face_code_of(face));
    for (std::size_t i = 0; i < Embedding::kSize; ++i) EXPECT_NEAR(kept.values[i], face.values[i], 1e-7F);
    EXPECT_LT(distance(face, kept), 4e-7F);
  }
}

TEST(FaceCodes, OfNothingAreNothing) {
  EXPECT_EQ(embedding_of(face_code_of({})).values, Embedding{}.values);
}

TEST(FaceCodes, KnowHowFarTheEmbeddingIsFromThem) {
  for (int person = 0; person < 50; ++person) {
    FaceCode code = face_code_of(face_of(person, 0));
    const CodeGeometry geometry = geometry_of(code);
    code.rest.fill(0);
    EXPECT_NEAR(distance(embedding_of(code), face_of(person, 0)), geometry.error, 1e-6F);
    EXPECT_LT(geometry.error, 0.02F);
  }
}

class LeadingDistancesBy : public testing::TestWithParam<const char*> {
 protected:
  static std::optional<LeadingDistances> way() {
    return GetParam() == std::string_view("avx2") ? avx2_leading_distances() : avx512_vnni_leading_distances();
  }
};
INSTANTIATE_TEST_SUITE_P(Processor, LeadingDistancesBy, testing::Values("avx2", "avx512_vnni"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(LeadingDistancesBy, AreTheSameAsByNothingSpecial) {
  const auto how = way();
  if (!how) GTEST_SKIP() << "this processor has no " << GetParam();
  auto block = block_of_faces();
  for (std::size_t i = 0; i < 16; ++i) block->put(i * 3, extreme_code(static_cast<int>(i)));
  for (int number = 0; number < 20; ++number) {
    CodeQuery query(face_of(number, 2));
    if (number % 2) query.face = extreme_code(number);
    query.geometry = geometry_of(query.face);
    EXPECT_THAT(by(*how, *block, query),
                Pointwise(FloatNear(kSquareRounding), by(plain_leading_distances(), *block, query)));
  }
}

TEST(LeadingDistances, AreWhatTheSumOfSquaresSays) {
  auto block = block_of_faces();
  for (std::size_t i = 0; i < 16; ++i) block->put(i * 3, extreme_code(static_cast<int>(i)));
  for (int number = 0; number < 20; ++number) {
    CodeQuery query(face_of(number, 2));
    if (number % 2) query.face = extreme_code(number);
    query.geometry = geometry_of(query.face);
    const CodeDistances plain = by(plain_leading_distances(), *block, query);
    for (std::size_t j = 0; j < CodeSlice::kFaces; ++j) {
      double expected = 0;
      for (std::size_t k = 0; k < kLeadingCodes; ++k)
        expected += std::pow(static_cast<double>(query.face.step) * query.face.code[k] -
                                 static_cast<double>(block->slice(0).at(j).step) * block->slice(0).at(j).code[k],
                             2);
      if (block->slice(0).has(j)) {
        EXPECT_NEAR(plain[j], expected, kSquareRounding);
      }
    }
  }
}

TEST(FaceCodes, OfWhatIsNoNumberAreNothing) {
  for (const float number : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    Embedding embedding = face_of(1, 1);
    embedding.values[3] = number;
    const FaceCode face = face_code_of(embedding);
    EXPECT_TRUE(std::isfinite(face.step));
    for (const float value : embedding_of(face).values) ASSERT_TRUE(std::isfinite(value));
  }
}

}  // namespace
}  // namespace facefs::test
