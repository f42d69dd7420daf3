// SPDX-License-Identifier: Apache-2.0
#include "index/faces/space.h"

#include <gtest/gtest.h>

#include <cmath>

namespace facefs::test {
namespace {

Embedding along(std::size_t axis, float length) {
  Embedding embedding;
  embedding.values[axis] = length;
  return embedding;
}

float length_of(const Embedding& embedding) {
  return distance(embedding, Embedding{});
}

TEST(ASpace, HasItsCentresOnItsSphere) {
  const Space& sface = space_of(EmbedderKind::sface);
  const Embedding faces[] = {along(0, sface.radius), along(1, sface.radius)};
  const Embedding centre = centre_of(faces, sface);
  EXPECT_NEAR(length_of(centre), sface.radius, 1e-6);
  EXPECT_NEAR(centre.values[0], centre.values[1], 1e-6);
  EXPECT_NEAR(centre.values[0], static_cast<double>(sface.radius) / std::sqrt(2.0), 1e-6);
}

TEST(ASpace, WithoutASphereHasTheMeansForCentres) {
  const Embedding faces[] = {along(0, 1), along(1, 1)};
  EXPECT_EQ(centre_of(faces, space_of(EmbedderKind::dlib)).values[0], 0.5F);
}

TEST(ASpace, LeavesNothingWhereItIs) {
  const Embedding faces[] = {along(0, 0.5F), along(0, -0.5F)};
  EXPECT_EQ(length_of(centre_of(faces, space_of(EmbedderKind::sface))), 0);
}

}  // namespace
}  // namespace facefs::test
