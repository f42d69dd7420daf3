// SPDX-License-Identifier: Apache-2.0
#include "index/search/coarse_distances.h"

#include <gmock/gmock.h>

#include <cmath>
#include <memory>
#include <random>

#include "index/search/code_block.h"
#include "support/faces.h"

namespace facefs::test {
namespace {

using testing::FloatNear;
using testing::Pointwise;

constexpr float kLimit = 0.5F;

/// Returns a code of random numbers; every other one of numbers as large as they can be, of both signs.
FaceCode code_of(int seed) {
  std::mt19937 random(static_cast<unsigned>(seed));
  FaceCode code;
  code.step = 0.001F;
  for (std::int8_t& number : code.code) {
    const int drawn = static_cast<int>(random() % 255) - 127;
    number = static_cast<std::int8_t>(seed % 2 == 0 ? drawn : drawn < 0 ? -127 : 127);
  }
  return code;
}

CodeQuery query_of(int seed) {
  CodeQuery query(face_of(seed, 0));
  query.face = code_of(seed);
  query.geometry = geometry_of(query.face);
  return query;
}

std::unique_ptr<CoarseBlock> block_of_codes() {
  auto block = std::make_unique<CoarseBlock>();
  for (std::size_t i = 0; i < CodeSlice::kFaces; ++i)
    if (i % 7 != 3) block->put(i, code_of(1000 + static_cast<int>(i)));
  return block;
}

CodeDistances by(const CoarseDistances& how, const CoarseBlock& block, const CodeQuery& query) {
  CodeDistances limits, squares;
  CodesWithin within;
  for (std::size_t j = 0; j < limits.size(); ++j) limits[j] = kLimit * static_cast<float>(j % 5);
  how.run(query, block.groups[0].data(), within.size(), limits.data(), squares.data(), within.data());
  for (std::size_t j = 0; j < squares.size(); ++j)
    EXPECT_EQ((within[j / kCodeGroup] >> j % kCodeGroup & 1) != 0, squares[j] <= limits[j]);
  return squares;
}

/// Returns the squared distance from the middles of the sixteen numbers that each code can be.
double expected_square(const FaceCode& query, const FaceCode& face) {
  double square = 0;
  for (std::size_t k = 0; k < Embedding::kSize; ++k) {
    const double middle = std::floor((face.code[k] + 128) / 16.0) * 16 + 7.5 - 128;
    square += std::pow(query.step * query.code[k] - face.step * middle, 2);
  }
  return square;
}

TEST(CoarseDistances, AreThoseFromTheMiddlesOfWhatTheUpperHalvesLeaveOpen) {
  const auto block = block_of_codes();
  for (int number = 0; number < 20; ++number) {
    const CodeQuery query = query_of(number);
    const CodeDistances squares = by(plain_coarse_distances(), *block, query);
    for (std::size_t j = 0; j < squares.size(); ++j) {
      if (j % 7 == 3)
        EXPECT_TRUE(std::isinf(squares[j]));
      else
        EXPECT_NEAR(squares[j], expected_square(query.face, block->slice(0).at(j)), kSquareRounding) << j;
    }
  }
}

class CoarseDistancesBy : public testing::TestWithParam<const char*> {
 protected:
  static std::optional<CoarseDistances> way() {
    return GetParam() == std::string_view("avx2") ? avx2_coarse_distances() : avx512_vnni_coarse_distances();
  }
};
INSTANTIATE_TEST_SUITE_P(Processor, CoarseDistancesBy, testing::Values("avx2", "avx512_vnni"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(CoarseDistancesBy, AreTheSameAsByNothingSpecial) {
  const auto how = way();
  if (!how) GTEST_SKIP() << "this processor has no " << GetParam();
  const auto block = block_of_codes();
  for (int number = 0; number < 20; ++number)
    EXPECT_THAT(by(*how, *block, query_of(number)),
                Pointwise(FloatNear(kSquareRounding), by(plain_coarse_distances(), *block, query_of(number))));
}

TEST(CoarseCodes, AndFineOnesAreTheWholeCode) {
  CoarseGroup group{};
  FineCodes fine;
  for (int number = -127; number <= 127; ++number) {
    FaceCode face = code_of(number + 1000);
    face.code.front() = face.code[70] = face.code.back() = static_cast<std::int8_t>(number);
    put_coarsely(face, 5, group, fine);
    EXPECT_EQ(whole_codes(group, 5, fine), face.code);
  }
}

TEST(CoarseCodes, AreAsFarFromTheCodeAsIsSaid) {
  CoarseGroup group{};
  FineCodes fine;
  for (int number = 0; number < 50; ++number) {
    const FaceCode face = code_of(number);
    put_coarsely(face, 2, group, fine);
    EXPECT_NEAR(coarse_error_of(face.step, fine), std::sqrt(expected_square(face, face)), 1e-6F);
  }
}

}  // namespace
}  // namespace facefs::test
