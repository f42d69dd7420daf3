// SPDX-License-Identifier: Apache-2.0
#include "index/search/group_distances.h"

#include <gmock/gmock.h>

#include <cmath>
#include <memory>
#include <random>

#include "index/search/coarse_distances.h"
#include "index/search/code_block.h"
#include "support/faces.h"

namespace facefs::test {
namespace {

using testing::FloatNear;
using testing::Pointwise;

constexpr float kLimit = 0.5F;

template <class Layout>
CodeDistances by(const GroupDistances<typename Layout::Group>& how, const SlicedCodes<Layout, 1>& block,
                 const CodeQuery& query) {
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

/// Returns the squared distance from the middles of the sixteen numbers that each code can be.
double expected_square(const FaceCode& query, const FaceCode& face) {
  double square = 0;
  for (std::size_t k = 0; k < Embedding::kSize; ++k) {
    const double middle = std::floor((face.code[k] + 128) / 16.0) * 16 + 7.5 - 128;
    square += std::pow(query.step * query.code[k] - face.step * middle, 2);
  }
  return square;
}

TEST(LeadingDistances, AreWhatTheSumOfSquaresSays) {
  auto block = block_of_faces();
  for (std::size_t i = 0; i < 16; ++i) block->put(i * 3, extreme_code(static_cast<int>(i)));
  for (int number = 0; number < 20; ++number) {
    CodeQuery query(face_of(number, 2));
    if (number % 2) query.face = extreme_code(number);
    query.geometry = geometry_of(query.face);
    const CodeDistances plain = by(leading_distance_ways().named(kPlain).value(), *block, query);
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

TEST(CoarseDistances, AreThoseFromTheMiddlesOfWhatTheUpperHalvesLeaveOpen) {
  const auto block = block_of_codes();
  for (int number = 0; number < 20; ++number) {
    const CodeQuery query = query_of(number);
    const CodeDistances squares = by(coarse_distance_ways().named(kPlain).value(), *block, query);
    for (std::size_t j = 0; j < squares.size(); ++j) {
      if (j % 7 == 3)
        EXPECT_TRUE(std::isinf(squares[j]));
      else
        EXPECT_NEAR(squares[j], expected_square(query.face, block->slice(0).at(j)), kSquareRounding) << j;
    }
  }
}

/// Each way must be the plain one, except for the last bits.
template <class Layout>
void expect_as_plainly(const DistanceWays<typename Layout::Group>& ways, std::string_view name,
                       const SlicedCodes<Layout, 1>& block, const CodeQuery& query) {
  EXPECT_THAT(by(ways.named(name).value(), block, query),
              Pointwise(FloatNear(kSquareRounding), by(ways.named(kPlain).value(), block, query)));
}

class DistancesBy : public testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    if (!can_run(GetParam())) GTEST_SKIP() << "this processor has no " << GetParam();
  }
};
INSTANTIATE_TEST_SUITE_P(Processor, DistancesBy, testing::Values(kAvx2, kAvx512Vnni), [](const auto& tested) {
  return std::string(tested.param == kAvx2 ? "avx2" : "avx512_vnni");
});

TEST_P(DistancesBy, LeadingCodesAreTheSameAsByNothingSpecial) {
  auto block = block_of_faces();
  for (std::size_t i = 0; i < 16; ++i) block->put(i * 3, extreme_code(static_cast<int>(i)));
  for (int number = 0; number < 20; ++number) {
    CodeQuery query(face_of(number, 2));
    if (number % 2) query.face = extreme_code(number);
    query.geometry = geometry_of(query.face);
    expect_as_plainly(leading_distance_ways(), GetParam(), *block, query);
  }
}

TEST_P(DistancesBy, CoarseCodesAreTheSameAsByNothingSpecial) {
  const auto block = block_of_codes();
  for (int number = 0; number < 20; ++number)
    expect_as_plainly(coarse_distance_ways(), GetParam(), *block, query_of(number));
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
