// SPDX-License-Identifier: Apache-2.0
// An embedding in two parts: eight bits a number to search with, and the sixteen that they leave out.
//
// The numbers are those along the axes (index/search/face_axes.h), so that the first of them say most. One is
// step * (code + rest / 65,536), |code| <= 127, where the step is the largest number's 127th part. Together that is as
// exact as the floats it came from (within 1e-7 for dlib's faces, whose numbers stay below 0.6), in three quarters of
// their bytes; and whoever searches reads a tenth, and of few faces a quarter. Pure.
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
/// As they are coded: along the axes.
Embedding numbers_of(const FaceCode& code);

// A search looks at the leading axes' codes, and at the others' where those leave it open. Of 48 somebody 0.62 away and
// farther is hardly ever within 0.52; of 32, a few in a hundred (docs/matching.md).
inline constexpr std::size_t kLeadingCodes = 48;  ///< another number is a new schema
inline constexpr std::size_t kOtherCodes = Embedding::kSize - kLeadingCodes;

/// What the codes alone say of distances: the square of each part, and how far (L2) the embedding is from them.
struct CodeGeometry {
  float leading_square = 0;
  float others_square = 0;
  float error = 0;
};
CodeGeometry geometry_of(const FaceCode& code);

/// A face that is searched for.
struct CodeQuery {
  explicit CodeQuery(const Embedding& embedding);
  FaceCode face;
  CodeGeometry geometry;
};

/// Of `step` and `code`.
std::uint32_t checksum_of_code(const FaceCode& code);

}  // namespace facefs
