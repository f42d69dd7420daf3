// SPDX-License-Identifier: Apache-2.0
#include "index/search/face_code.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>

#include "index/search/code_block.h"
#include "index/values/content_hash.h"
#include "support/faces.h"

namespace facefs::test {
namespace {

using testing::FloatNear;
using testing::Pointwise;

constexpr float kAnyDistance = 1e9F;
constexpr float kLimit = 0.5F;

CodeDistances by(const LeadingDistances& how, const CodeBlock& block, const CodeQuery& query) {
  CodeDistances squares;
  std::array<std::uint16_t, CodeSlice::kGroups> within;
  how.run(query, block.groups[0].data(), within.size(), kLimit, squares.data(), within.data());
  for (std::size_t j = 0; j < squares.size(); ++j)
    EXPECT_EQ((within[j / kCodeGroup] >> j % kCodeGroup & 1) != 0, squares[j] <= kLimit);
  return squares;
}

std::unique_ptr<CodeBlock> block_of_faces() {
  auto block = std::make_unique<CodeBlock>();
  for (std::size_t i = 0; i < CodeBlock::kFaces; ++i)
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
    for (std::size_t j = 0; j < CodeBlock::kFaces; ++j) {
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

TEST(CodeBlocks, TellDistancesNoFartherOffThanTheySay) {
  const auto block = block_of_faces();
  for (int person = 0; person < 60; ++person) {
    const CodeQuery query(face_of(person, 5));
    CodeDistances squares;
    squared_code_distances(block->slice(0), query, kAnyDistance, squares);
    for (std::size_t j = 0; j < CodeBlock::kFaces; ++j) {
      if (!block->slice(0).has(j)) continue;
      const float exact = distance(face_of(person, 5), face_of(static_cast<int>(j) / 4, static_cast<int>(j) % 4));
      const float told = std::sqrt(std::max(squares[j], 0.F));
      EXPECT_LE(std::abs(told - exact), query.geometry.error + block->largest_errors[0] + 1e-5F);
    }
  }
}

TEST(CodeBlocks, TellWhetherAnybodyIsWithinALimit) {
  const auto block = block_of_faces();
  for (int person = 0; person < 60; ++person) {
    CodeDistances squares;
    const CodeQuery query(face_of(person, 5));
    squared_code_distances(block->slice(0), query, kAnyDistance, squares);
    const float smallest = *std::min_element(squares.begin(), squares.end());
    EXPECT_TRUE(squared_code_distances(block->slice(0), query, smallest, squares));
    EXPECT_FALSE(squared_code_distances(block->slice(0), query, std::nextafter(smallest, -1.F), squares));
  }
}

TEST(CodeBlocks, TellOfWhoeverIsWithinALimitTheWholeDistanceAndOfTheOthersSomethingBetween) {
  const auto block = block_of_faces();
  int by_the_leading_codes = 0;
  for (int person = 0; person < 60; ++person) {
    const CodeQuery query(face_of(person, 5));
    CodeDistances whole;
    squared_code_distances(block->slice(0), query, kAnyDistance, whole);
    for (const float limit : {0.1F, 0.3F, 0.6F, 0.9F, 1.2F}) {
      CodeDistances squares;
      squared_code_distances(block->slice(0), query, limit, squares);
      for (std::size_t j = 0; j < CodeBlock::kFaces; ++j) {
        EXPECT_EQ(squares[j] <= limit, whole[j] <= limit);
        EXPECT_TRUE(squares[j] == whole[j] || squares[j] > limit);
        EXPECT_LE(squares[j], whole[j] + kSquareRounding);
        by_the_leading_codes += squares[j] != whole[j] ? 1 : 0;
      }
    }
  }
  EXPECT_GT(by_the_leading_codes, 1000) << "most are not looked at twice";
}

TEST(CodeBlocks, AreFarFromEverybodyWhereTheyHoldNobody) {
  auto block = block_of_faces();
  block->erase(8);
  CodeDistances squares;
  squared_code_distances(block->slice(0), CodeQuery(face_of(2, 0)), kAnyDistance, squares);
  EXPECT_TRUE(std::isinf(squares[3]));
  EXPECT_TRUE(std::isinf(squares[8]));
  EXPECT_FALSE(block->slice(0).has(8));
  EXPECT_EQ(block->slice(0).at(8).code, FaceCode{}.code) << "an erased face leaves no number behind";
  EXPECT_EQ(block->slice(0).at(8).step, 0);
}

TEST(CodeBlocks, NoticeABitThatFlipped) {
  auto block = block_of_faces();
  block->seal();
  EXPECT_TRUE(block->is_whole());
  for (char* code : {reinterpret_cast<char*>(&block->groups[0][13].codes[700]),
                     reinterpret_cast<char*>(&block->others[0][123][45])}) {
    *code ^= 4;
    EXPECT_FALSE(block->is_whole());
    *code ^= 4;
  }
  EXPECT_EQ(CodeBlock::in(block->bytes().substr(1)), nullptr);
  block->format ^= 1;
  EXPECT_EQ(CodeBlock::in(block->bytes()), nullptr);
}

/// The bytes are in this machine's order. Another layout needs another schema.
TEST(CodeBlocks, AndRunsKeepTheirBytes) {
  FaceCode code;
  code.step = 0.5F;
  for (std::size_t k = 0; k < code.code.size(); ++k) code.code[k] = static_cast<std::int8_t>(static_cast<int>(k) - 64);
  code.rest[5] = 1 << 14;
  CodeBlock block;
  block.put(17, code);
  block.seal();
  const auto run = std::make_unique<CodeRun>();
  run->set(3, block.slice(0));
  run->seal();
  EXPECT_EQ(run->largest_errors[3], block.largest_errors[0]);
  EXPECT_GT(run->largest_errors[3], 0);
  if constexpr (std::endian::native == std::endian::little) {
    EXPECT_EQ(block.bytes().substr(0, 4), "20CF");
    EXPECT_EQ(hex_of(content_hash_of(block.bytes()).bytes).substr(0, 16), "3986fc39dade2ec1");
    EXPECT_EQ(hex_of(content_hash_of(run->bytes()).bytes).substr(0, 16), "89e1784cc8556a06");
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

/// Otherwise a search would miss the face whose code is the farthest from it.
TEST(CodeBlocks, KnowTheirLargestErrorWhoeverComesLater) {
  const auto block = std::make_unique<CodeBlock>();
  FaceCode exact = face_code_of(face_of(1, 1));
  const FaceCode rounded = exact;
  exact.rest.fill(0);
  ASSERT_GT(geometry_of(rounded).error, geometry_of(exact).error);
  block->put(0, rounded);
  block->put(1, exact);
  EXPECT_EQ(block->slice(0).largest_error, geometry_of(rounded).error);
}

}  // namespace
}  // namespace facefs::test
