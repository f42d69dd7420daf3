// SPDX-License-Identifier: Apache-2.0
#include "models/weights.h"

#include <sodium.h>

#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace facefs {
namespace {

constexpr std::string_view kDlibOrigin = "Python package face-recognition-models 0.3.0 (Davis E. King, dlib-models)";

constexpr std::array<WeightFile, 4> kManifest = {{
    {kEmbedderFile, "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30", "public domain (CC0)",
     kDlibOrigin},
    {kLandmarksFile, "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888", "public domain (CC0)",
     kDlibOrigin},
    {kYunetFile, "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4", "MIT",
     "opencv_zoo, face_detection_yunet"},
    {kSfaceFile, "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee", "Apache-2.0",
     "opencv_zoo, face_recognition_sface"},
}};

constexpr std::string_view kMend = "; run './dev models' to fetch the right one, or name another folder with --models";

std::string sha256_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("the model file " + path.string() + " cannot be read" + std::string(kMend));
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> buffer(1 << 20);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0)
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(buffer.data()),
                              static_cast<unsigned long long>(file.gcount()));
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256_final(&state, digest.data());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text;
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return text.data();
}

bool is_needed(const WeightFile& file, const Networks& networks) {
  if (file.name == kYunetFile) return networks.detector == DetectorKind::yunet;
  return (file.name == kSfaceFile) == (networks.embedder == EmbedderKind::sface);
}

}  // namespace

std::span<const WeightFile> weight_manifest() {
  return kManifest;
}

std::filesystem::path models_folder(const std::filesystem::path& given) {
  if (!given.empty()) return given;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  if (program.string().starts_with(FACEFS_BUILD_FOLDER)) return FACEFS_MODELS_BUILT;
  const std::filesystem::path beside = program.parent_path() / "share/facefs/models";
  return std::filesystem::is_directory(beside, error) ? beside : std::filesystem::path("/usr/share/facefs/models");
}

void verify_weights(const std::filesystem::path& folder, const Networks& networks) {
  for (const WeightFile& file : kManifest) {
    if (!is_needed(file, networks)) continue;
    const std::filesystem::path path = folder / file.name;
    const std::string found = sha256_of(path);
    if (found != file.sha256)
      throw std::runtime_error("the model file " + path.string() + " is not the right one: its SHA-256 is " + found +
                               " and should be " + std::string(file.sha256) + std::string(kMend));
  }
}

}  // namespace facefs
