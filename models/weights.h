// SPDX-License-Identifier: Apache-2.0
// The model files: which ones there are, where they are looked for, and whether they are what they should be.
//
// A changed network would silently name people wrongly. So a file that is missing, cut or altered throws an exception.
// Its sentence names the file and the command that mends it, and both hashes where the file can be read.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "models/networks.h"

namespace facefs {

/// One line of the manifest.
struct WeightFile {
  std::string_view name;
  std::string_view sha256;
  std::string_view licence;
  std::string_view origin;
};

inline constexpr std::string_view kSfaceFile = "face_recognition_sface_2021dec_int8bq.onnx";
inline constexpr std::string_view kEmbedderFile = "dlib_face_recognition_resnet_model_v1.dat";
inline constexpr std::string_view kLandmarksFile = "shape_predictor_5_face_landmarks.dat";
inline constexpr std::string_view kYunetFile = "face_detection_yunet_2023mar.onnx";

std::span<const WeightFile> weight_manifest();

/// Returns where the models are: `given` if it is not empty; the build tree's for a program in the build tree.
/// Otherwise it returns `share/facefs/models` beside the program's folder, or that of /usr.
std::filesystem::path models_folder(const std::filesystem::path& given);

/// Reads every file once that these networks need (0.1 s). Throws std::runtime_error on the first one that is not as it
/// should be.
void verify_weights(const std::filesystem::path& folder, const Networks& networks);

}  // namespace facefs
