// SPDX-License-Identifier: Apache-2.0
#include "models/networks.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

using D = DetectorKind;
using M = EmbedderKind;
using E = EmbedderEngine;

TEST(Networks, AreKnownByTheirNames) {
  for (const D kind : {D::yunet, D::hog}) EXPECT_EQ(detector_named(name_of(kind)), kind);
  for (const M kind : kEmbedders) EXPECT_EQ(embedder_named(name_of(kind)), kind);
  for (const E engine : {E::dlib, E::f32, E::bf16}) EXPECT_EQ(engine_named(name_of(engine)), engine);
  EXPECT_FALSE(detector_named("magic"));
  EXPECT_FALSE(embedder_named("magic"));
  EXPECT_FALSE(engine_named("magic"));
}

TEST(Networks, AreYunetAndSfaceWhereNothingIsAskedFor) {
  EXPECT_EQ(networks_for({}), (Networks{D::yunet, M::sface, E::f32}));
  EXPECT_EQ(networks_for({}), Networks{});
}

TEST(Networks, AreDlibsOwnWithDlibsDetectorSoThatTheWholeChainIs) {
  EXPECT_EQ(networks_for({D::hog}), (Networks{D::hog, M::dlib, E::dlib}));
}

TEST(Networks, AreDlibsEmbedderWhereItsEngineAloneIsAskedFor) {
  EXPECT_EQ(networks_for({D::yunet, {}, E::dlib}), (Networks{D::yunet, M::dlib, E::dlib}));
}

TEST(Networks, AreThoseThatWereAskedFor) {
  EXPECT_EQ(networks_for({D::yunet, M::dlib}), (Networks{D::yunet, M::dlib, E::f32}));
  EXPECT_EQ(networks_for({D::yunet, M::dlib, E::dlib}), (Networks{D::yunet, M::dlib, E::dlib}));
  EXPECT_EQ(networks_for({D::yunet, M::sface, E::bf16}), (Networks{D::yunet, M::sface, E::bf16}));
}

std::string complaint_about(const NetworksAsked& asked) {
  try {
    networks_for(asked);
  } catch (const std::invalid_argument& contradiction) {
    return contradiction.what();
  }
  return "no complaint";
}

TEST(Networks, ThatDoNotGoTogetherAreRefusedWithWhatToChange) {
  EXPECT_THAT(complaint_about({D::hog, M::sface}), testing::HasSubstr("change one of the two"));
  EXPECT_THAT(complaint_about({D::yunet, M::sface, E::dlib}), testing::HasSubstr("choose \"f32\" or \"bf16\""));
}

/// Galleries have these texts: a change would read every photo again.
TEST(Networks, HaveTheNameThatGalleriesKeep) {
  EXPECT_EQ(models_id(networks_for({D::yunet, M::dlib})), "yunet/dlib-resnet-v1/5-point-150");
  EXPECT_EQ(models_id(networks_for({D::hog})), "hog/dlib-resnet-v1/5-point-150");
  EXPECT_EQ(models_id(networks_for({})), "yunet/sface-2021dec/5-point-112");
}

TEST(Networks, TellTheEmbedderFromThatName) {
  for (const M kind : kEmbedders) EXPECT_EQ(embedder_in(models_id(networks_for({D::yunet, kind})) + "/plain"), kind);
  EXPECT_FALSE(embedder_in(""));
  EXPECT_FALSE(embedder_in("yunet/another-network"));
}

}  // namespace
}  // namespace facefs::test
