// SPDX-License-Identifier: Apache-2.0
// An embedding in two parts: eight bits a number to search with, and the sixteen that they leave out.
//
// A number is step * (code + rest / 65,536), |code| <= 127, where the step is the largest number's 127th part. Together
// that is as exact as the floats it came from (within 4e-8 for dlib's faces, whose numbers stay below 0.5), in three
// quarters of their bytes; and whoever searches reads a quarter. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "models/face.h"

namespace facefs {

struct FaceCode {
  float step = 0;  ///< what one of `code` is worth; 0: every number is 0
  std::array<std::int8_t, Embedding::kSize> code{};
  std::array<std::int16_t, Embedding::kSize> rest{};  ///< in 65,536ths of `step`
};

FaceCode face_code_of(const Embedding& embedding);
Embedding embedding_of(const FaceCode& code);

/// What the codes alone say of distances: their own square, and how far (L2) the embedding is from them.
struct CodeGeometry {
  float square = 0;
  float error = 0;
};
CodeGeometry geometry_of(const FaceCode& code);

/// Of `step` and `code`.
std::uint32_t checksum_of_code(const FaceCode& code);

}  // namespace facefs
