// SPDX-License-Identifier: Apache-2.0
#include "index/face_code.h"

#include <gmock/gmock.h>

#include <memory>

#include "index/code_block.h"
#include "support/faces.h"

namespace facefs::test {
namespace {

std::array<std::int32_t, CodeBlock::kFaces> products_by(code_products::Multiply multiply, const CodeBlock& block,
                                                        const FaceCode& query) {
  std::array<std::int32_t, CodeBlock::kFaces> products{};
  multiply(query.code.data(), block.codes.data(), CodeBlock::kFaces / kCodeGroup, products.data());
  return products;
}

std::unique_ptr<CodeBlock> block_of_faces() {
  auto block = std::make_unique<CodeBlock>();
  for (std::size_t i = 0; i < CodeBlock::kFaces; ++i)
    if (i % 7 != 3) block->put(i, face_code_of(face_of(static_cast<int>(i) / 4, static_cast<int>(i) % 4)));
  return block;
}

/// Numbers as large as codes can be, of both signs.
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
    for (std::size_t i = 0; i < Embedding::kSize; ++i) EXPECT_NEAR(kept.values[i], face.values[i], 4e-8F);
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

TEST(CodeProducts, AreTheSameWhateverTheProcessorCanDo) {
  auto block = block_of_faces();
  for (std::size_t i = 0; i < 16; ++i) block->put(i * 3, extreme_code(static_cast<int>(i)));
  for (int query = 0; query < 20; ++query) {
    const FaceCode code = query % 2 ? extreme_code(query) : face_code_of(face_of(query, 2));
    const auto plain = products_by(code_products::plain, *block, code);
    for (const auto multiply : {code_products::avx2(), code_products::avx512_vnni()})
      if (multiply) {
        EXPECT_EQ(products_by(multiply, *block, code), plain);
      }
    for (std::size_t j = 0; j < CodeBlock::kFaces; ++j) {
      std::int32_t expected = 0;
      for (std::size_t k = 0; k < Embedding::kSize; ++k) expected += code.code[k] * block->at(j).code[k];
      EXPECT_EQ(plain[j], expected);
    }
  }
}

TEST(CodeBlocks, TellDistancesNoFartherOffThanTheySay) {
  const auto block = block_of_faces();
  for (int person = 0; person < 60; ++person) {
    const CodeQuery query(face_of(person, 5));
    CodeDistances squares;
    squared_code_distances(*block, query, 0, squares);
    for (std::size_t j = 0; j < CodeBlock::kFaces; ++j) {
      if (!block->has(j)) continue;
      const float exact = distance(face_of(person, 5), face_of(static_cast<int>(j) / 4, static_cast<int>(j) % 4));
      const float told = std::sqrt(std::max(squares[j], 0.F));
      EXPECT_LE(std::abs(told - exact), query.geometry.error + block->largest_error + 1e-5F);
    }
  }
}

TEST(CodeBlocks, TellWhetherAnybodyIsWithinALimit) {
  const auto block = block_of_faces();
  for (int person = 0; person < 60; ++person) {
    CodeDistances squares;
    const CodeQuery query(face_of(person, 5));
    squared_code_distances(*block, query, 0, squares);
    const float smallest = *std::min_element(squares.begin(), squares.end());
    EXPECT_TRUE(squared_code_distances(*block, query, smallest, squares));
    EXPECT_FALSE(squared_code_distances(*block, query, std::nextafter(smallest, -1.F), squares));
  }
}

TEST(CodeBlocks, AreFarFromEverybodyWhereTheyHoldNobody) {
  auto block = block_of_faces();
  block->erase(8);
  CodeDistances squares;
  squared_code_distances(*block, CodeQuery(face_of(2, 0)), 0, squares);
  EXPECT_TRUE(std::isinf(squares[3]));
  EXPECT_TRUE(std::isinf(squares[8]));
  EXPECT_FALSE(block->has(8));
  EXPECT_EQ(block->at(8).code, FaceCode{}.code) << "an erased face leaves no number behind";
}

TEST(CodeBlocks, NoticeABitThatFlipped) {
  auto block = block_of_faces();
  block->seal();
  EXPECT_TRUE(block->is_whole());
  block->codes[12345] ^= 4;
  EXPECT_FALSE(block->is_whole());
  EXPECT_EQ(code_block_in(block->bytes().substr(1)), nullptr);
  block->format ^= 1;
  EXPECT_EQ(code_block_in(block->bytes()), nullptr);
}

}  // namespace
}  // namespace facefs::test
