// SPDX-License-Identifier: Apache-2.0
#include "index/faces/distance_block.h"

#include <gmock/gmock.h>

#include "support/faces.h"

namespace facefs::test {
namespace {

TEST(FaceBlocks, TellTheSameDistancesAsOnePairAtATime) {
  DistanceBlock block;
  for (int i = 0; i < 64; ++i) block.add(face_of(i / 4, i % 4));
  ASSERT_TRUE(block.is_full());
  DistanceBlock::Distances squares;
  for (int other = 0; other < 40; ++other) {
    const Embedding face = face_of(other / 2, other % 2 + 2);
    block.squared_distances(face, squares);
    for (std::size_t i = 0; i < block.size(); ++i) {
      const float d = distance(face, face_of(static_cast<int>(i) / 4, static_cast<int>(i) % 4));
      EXPECT_NEAR(squares[i], d * d, 1e-5F);
    }
  }
}

TEST(FaceBlocks, TellThatAFaceIsAtNoDistanceFromItself) {
  DistanceBlock block;
  for (int i = 0; i < 64; ++i) block.add(face_of(i, 0));
  DistanceBlock::Distances squares;
  for (int i = 0; i < 64; ++i) {
    block.squared_differences(face_of(i, 0), squares);
    EXPECT_EQ(squares[static_cast<std::size_t>(i)], 0.0F);
    const float d = distance(face_of(i, 0), face_of(9, 0));
    EXPECT_NEAR(squares[9], d * d, 1e-6F);
  }
}

TEST(FaceBlocks, ThatAreNotFullKnowHowManyTheyHold) {
  DistanceBlock block;
  for (int i = 0; i < 64; ++i) block.add(face_of(i, 0));
  block.clear();
  block.add(face_of(7, 1));
  EXPECT_EQ(block.size(), 1U);
  DistanceBlock::Distances squares;
  block.squared_distances(face_of(7, 1), squares);
  EXPECT_NEAR(squares[0], 0, 1e-5F);
}

TEST(FaceBlocks, TellAPairTheSameWhereverItStands) {
  DistanceBlock first;
  DistanceBlock second;
  first.add(face_of(1, 0));
  for (int i = 0; i < 40; ++i) second.add(face_of(3, i));
  second.add(face_of(1, 0));
  DistanceBlock::Distances a;
  DistanceBlock::Distances b;
  first.squared_distances(face_of(2, 5), a);
  second.squared_distances(face_of(2, 5), b);
  EXPECT_EQ(a[0], b[40]);
}

}  // namespace
}  // namespace facefs::test
