// SPDX-License-Identifier: Apache-2.0
#include "index/search/face_code.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "support/faces.h"

namespace facefs::test {
namespace {

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
