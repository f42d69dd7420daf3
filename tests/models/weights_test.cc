// SPDX-License-Identifier: Apache-2.0
#include "models/weights.h"

#include <gmock/gmock.h>

#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;

std::string complaint_about(const std::filesystem::path& folder) {
  try {
    for (const EmbedderKind embedder : kEmbedders) verify_weights(folder, {DetectorKind::yunet, embedder});
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no complaint";
}

class Weights : public testing::Test {
 protected:
  void SetUp() override {
    for (const WeightFile& file : weight_manifest())
      std::filesystem::copy(models_folder() / file.name, folder.path() / file.name);
  }
  TemporaryDirectory folder;
};

TEST_F(Weights, AreWhatTheManifestSays) {
  EXPECT_EQ(complaint_about(folder.path()), "no complaint");
}

TEST_F(Weights, AreWhereSomebodySaysAndElseWhereTheBuildTreeHasThem) {
  EXPECT_EQ(facefs::models_folder("/somewhere/else"), "/somewhere/else");
  EXPECT_EQ(facefs::models_folder({}), FACEFS_TEST_MODELS);
}

TEST_F(Weights, ThatAreMissingAreNamedWithTheCommandThatMendsIt) {
  std::filesystem::remove(folder / std::string(kLandmarksFile));
  EXPECT_THAT(complaint_about(folder.path()), testing::AllOf(HasSubstr(kLandmarksFile), HasSubstr("./dev models")));
}

TEST_F(Weights, ThatAreCutOrAlteredAreNamedWithBothHashes) {
  const auto file = folder / std::string(kYunetFile);
  std::string bytes = bytes_of(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_bytes(file, bytes);
  EXPECT_THAT(
      complaint_about(folder.path()),
      testing::AllOf(HasSubstr(kYunetFile), HasSubstr("should be " + std::string(weight_manifest()[2].sha256))));
  std::filesystem::resize_file(file, 1000);
  EXPECT_THAT(complaint_about(folder.path()), testing::AllOf(HasSubstr(kYunetFile), HasSubstr("./dev models")));
}

TEST_F(Weights, OfNetworksThatAreNotUsedMayBeMissing) {
  std::filesystem::remove(folder / std::string(kSfaceFile));
  EXPECT_NO_THROW(verify_weights(folder.path(), {DetectorKind::yunet, EmbedderKind::dlib}));
  EXPECT_THROW(verify_weights(folder.path(), {}), std::runtime_error);
  std::filesystem::copy(models_folder() / kSfaceFile, folder.path() / kSfaceFile);
  std::filesystem::remove(folder / std::string(kEmbedderFile));
  std::filesystem::remove(folder / std::string(kLandmarksFile));
  EXPECT_NO_THROW(verify_weights(folder.path(), {}));
  EXPECT_THROW(verify_weights(folder.path(), {DetectorKind::yunet, EmbedderKind::dlib}), std::runtime_error);
}

}  // namespace
}  // namespace facefs::test
