// SPDX-License-Identifier: Apache-2.0
#include "index/search/code_block.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>

#include "index/values/content_hash.h"
#include "support/faces.h"

namespace facefs::test {
namespace {

constexpr float kAnyDistance = 1e9F;
constexpr float kNobody = std::numeric_limits<float>::infinity();

template <class Block>
std::unique_ptr<Block> block_of_faces() {
  auto block = std::make_unique<Block>();
  for (std::size_t i = 0; i < CodeSlice::kFaces; ++i)
    if (i % 7 != 3) block->put(i, face_code_of(face_of(static_cast<int>(i) / 4, static_cast<int>(i) % 4)));
  return block;
}

/// Returns the squared distances of the faces that are found within the distance; infinite for the others.
CodeDistances squares_within(const CodeSlice& slice, const CodeQuery& query, float distance) {
  CodeDistances farthest, squares, found;
  CodesWithin within;
  farthest.fill(distance);
  found.fill(kNobody);
  const bool any = codes_within(slice, query, farthest, squares, within);
  each_within(within, [&](std::size_t place) { found[place] = squares[place]; });
  EXPECT_EQ(any, *std::min_element(found.begin(), found.end()) < kNobody);
  return found;
}

template <class Block>
class CodeBlocks : public testing::Test {};
using Blocks = testing::Types<LeadingBlock, CoarseBlock>;
TYPED_TEST_SUITE(CodeBlocks, Blocks);

TYPED_TEST(CodeBlocks, TellDistancesNoFartherOffThanTheySay) {
  const auto block = block_of_faces<TypeParam>();
  for (int person = 0; person < 60; ++person) {
    const CodeQuery query(face_of(person, 5));
    const CodeDistances squares = squares_within(block->slice(0), query, kAnyDistance);
    for (std::size_t j = 0; j < CodeSlice::kFaces; ++j) {
      if (!block->slice(0).has(j)) continue;
      const float exact = distance(face_of(person, 5), face_of(static_cast<int>(j) / 4, static_cast<int>(j) % 4));
      const float told = std::sqrt(std::max(squares[j], 0.F));
      EXPECT_LE(std::abs(told - exact), query.geometry.error + block->slice(0).largest_error() + 1e-5F);
    }
  }
}

TYPED_TEST(CodeBlocks, FindWhoeverIsWithinADistanceAndNobodyElse) {
  const auto block = block_of_faces<TypeParam>();
  int found = 0;
  for (int person = 0; person < 60; ++person) {
    const CodeQuery query(face_of(person, 5));
    const CodeDistances whole = squares_within(block->slice(0), query, kAnyDistance);
    for (const float distance : {0.F, 0.3F, 0.5F, 0.8F, 0.9F, 1.1F}) {
      const CodeDistances squares = squares_within(block->slice(0), query, distance);
      for (std::size_t j = 0; j < CodeSlice::kFaces; ++j) {
        EXPECT_EQ(squares[j], whole[j] <= distance * distance + kSquareRounding ? whole[j] : kNobody);
        found += squares[j] < kNobody ? 1 : 0;
      }
    }
  }
  EXPECT_GT(found, 1000);
}

TYPED_TEST(CodeBlocks, FindEachFaceWithinItsOwnDistance) {
  const auto block = block_of_faces<TypeParam>();
  for (int person = 0; person < 60; ++person) {
    const CodeQuery query(face_of(person, 5));
    const CodeDistances whole = squares_within(block->slice(0), query, kAnyDistance);
    CodeDistances farthest, squares;
    CodesWithin within;
    for (std::size_t j = 0; j < farthest.size(); ++j) farthest[j] = 0.01F * static_cast<float>(j % 120);
    codes_within(block->slice(0), query, farthest, squares, within);
    for (std::size_t j = 0; j < farthest.size(); ++j)
      EXPECT_EQ(within[j / kCodeGroup] >> j % kCodeGroup & 1,
                whole[j] <= farthest[j] * farthest[j] + kSquareRounding ? 1 : 0);
  }
}

TYPED_TEST(CodeBlocks, FindNobodyWhereTheyHoldNobodyHoweverFarOneLooks) {
  auto block = block_of_faces<TypeParam>();
  block->erase(8);
  for (const float distance : {kAnyDistance, std::numeric_limits<float>::max(), kNobody}) {
    const CodeDistances squares = squares_within(block->slice(0), CodeQuery(face_of(2, 0)), distance);
    EXPECT_EQ(squares[3], kNobody);
    EXPECT_EQ(squares[8], kNobody);
    EXPECT_LT(squares[9], kNobody);
  }
  EXPECT_FALSE(block->slice(0).has(8));
  EXPECT_EQ(block->slice(0).at(8).code, FaceCode{}.code) << "an erased face leaves no number behind";
  EXPECT_EQ(block->slice(0).at(8).step, 0);
}

TYPED_TEST(CodeBlocks, NoticeABitThatFlipped) {
  auto block = block_of_faces<TypeParam>();
  block->seal();
  EXPECT_TRUE(block->is_whole());
  for (char* code : {reinterpret_cast<char*>(&block->groups[0][13].codes[700]),
                     reinterpret_cast<char*>(&block->others[0][123][45])}) {
    *code ^= 4;
    EXPECT_FALSE(block->is_whole());
    *code ^= 4;
  }
  EXPECT_EQ(TypeParam::in(block->bytes().substr(1)), nullptr);
  block->format ^= 1;
  EXPECT_EQ(TypeParam::in(block->bytes()), nullptr);
}

/// Otherwise a search would miss the face whose code is the farthest from it.
TYPED_TEST(CodeBlocks, KnowTheirLargestErrorWhoeverComesLater) {
  const auto block = std::make_unique<TypeParam>();
  FaceCode exact = face_code_of(face_of(1, 1));
  const FaceCode rounded = exact;
  exact.rest.fill(0);
  ASSERT_GT(geometry_of(rounded).error, geometry_of(exact).error);
  block->put(0, rounded);
  block->put(1, exact);
  EXPECT_EQ(block->slice(0).largest_error(), geometry_of(rounded).error);
}

TEST(CoarseBlocks, FindWhoeverIsFarthestFromTheCoarseCodeWhoeverComesLater) {
  const auto code_of = [](std::int8_t number) {
    FaceCode code;
    code.step = 0.01F;
    code.code.fill(number);
    return code;
  };
  CoarseBlock block;
  block.put(0, code_of(16));  // a coarse code of 23.5
  block.put(1, code_of(40));  // of 39.5
  CodeQuery query(face_of(1, 1));
  query.face = code_of(16);
  query.geometry = geometry_of(query.face);
  const CodeDistances squares = squares_within(block.slice(0), query, 0.01F);
  EXPECT_LT(squares[0], 1e-4F);
  EXPECT_EQ(squares[1], kNobody);
}

TEST(CoarseBlocks, ForgetHowFarAFaceWasThatIsGone) {
  FaceCode code;
  code.step = 0.01F;
  code.code.fill(16);
  CoarseBlock block;
  block.put(3, code);
  block.seal();
  EXPECT_NEAR(block.largest[0].coarse, 0.01F * 7.5F * std::sqrt(128.F), 1e-5F);
  block.erase(3);
  block.seal();
  EXPECT_EQ(block.largest[0].coarse, 0);
}

/// A search reads no checksum. It must find everybody all the same, and nobody who is not there.
TEST(CoarseBlocks, FindTheSameFacesWhereWhatIsSaidOfTheirErrorIsDamaged) {
  const auto block = block_of_faces<CoarseBlock>();
  const CodeQuery query(face_of(2, 5));
  const CodeDistances expected = squares_within(block->slice(0), query, 0.9F);
  for (const float damaged : {kNobody, std::numeric_limits<float>::quiet_NaN(), 1e37F}) {
    block->largest[0].coarse = damaged;
    EXPECT_EQ(squares_within(block->slice(0), query, 0.9F), expected);
  }
}

template <class From, class To>
void expect_same_faces_in_another_layout() {
  const auto from = block_of_faces<From>();
  const auto to = std::make_unique<To>();
  to->put(3, face_code_of(face_of(9, 9)));
  to->set(0, from->slice(0));
  for (std::size_t place = 0; place < CodeSlice::kFaces; ++place) {
    EXPECT_EQ(to->slice(0).has(place), from->slice(0).has(place));
    EXPECT_EQ(to->slice(0).at(place).code, from->slice(0).at(place).code);
    EXPECT_EQ(to->slice(0).at(place).step, from->slice(0).at(place).step);
  }
  EXPECT_GE(to->slice(0).largest_error(), from->slice(0).largest_error());
}

TEST(BlocksAndRuns, TakeOverTheFacesOfAnotherLayout) {
  expect_same_faces_in_another_layout<LeadingBlock, CoarseBlock>();
  expect_same_faces_in_another_layout<CoarseBlock, LeadingBlock>();
  expect_same_faces_in_another_layout<LeadingBlock, LeadingBlock>();
}

/// The bytes are in this machine's order. Another layout needs another format.
template <class Layout>
void expect_bytes(std::string_view format, std::string_view of_block, std::string_view of_run) {
  FaceCode code;
  code.step = 0.5F;
  for (std::size_t k = 0; k < code.code.size(); ++k) code.code[k] = static_cast<std::int8_t>(static_cast<int>(k) - 64);
  code.rest[5] = 1 << 14;
  const auto block = std::make_unique<SlicedCodes<Layout, 1>>();
  block->put(17, code);
  block->seal();
  const auto run = std::make_unique<SlicedCodes<Layout, kRunSlices>>();
  run->set(3, block->slice(0));
  run->seal();
  EXPECT_EQ(run->largest[3].code, block->largest[0].code);
  EXPECT_GT(run->largest[3].code, 0);
  EXPECT_EQ(run->slice(3).at(17).code, code.code);
  if constexpr (std::endian::native == std::endian::little) {
    EXPECT_EQ(block->bytes().substr(0, 4), format);
    EXPECT_EQ(hex_of(content_hash_of(block->bytes()).bytes).substr(0, 16), of_block);
    EXPECT_EQ(hex_of(content_hash_of(run->bytes()).bytes).substr(0, 16), of_run);
  }
}

TEST(BlocksAndRuns, KeepTheirBytes) {
  expect_bytes<LeadingLayout>("20CF", "3986fc39dade2ec1", "89e1784cc8556a06");
  expect_bytes<CoarseLayout>("30CF", "d97fbe92df7c644e", "68bd35613d4f454e");
}

TEST(BlocksAndRuns, AreToldApartByTheirSize) {
  const auto kind_of = [](const auto& codes) { return codes_of_size(codes.bytes()).value().index(); };
  EXPECT_EQ(kind_of(*std::make_unique<LeadingBlock>()), 0U);
  EXPECT_EQ(kind_of(*std::make_unique<LeadingRun>()), 1U);
  EXPECT_EQ(kind_of(*std::make_unique<CoarseBlock>()), 2U);
  EXPECT_EQ(kind_of(*std::make_unique<CoarseRun>()), 3U);
  EXPECT_FALSE(codes_of_size("nothing of that size"));
}

}  // namespace
}  // namespace facefs::test
