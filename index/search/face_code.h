// SPDX-License-Identifier: Apache-2.0
// An embedding in two parts: a code of eight bits a number to search with, and the sixteen bits that the code leaves
// out.
//
// The numbers are those along the axes (index/search/face_axes.h), so the first ones say most. A number is step * (code
// + rest / 65,536), with |code| <= 127. The step is the 127th part of the largest number. Both parts together are as
// exact as the floats that they came from (within 1e-7 for dlib's faces, whose numbers stay below 0.6). They take three
// quarters of the floats' bytes. A search reads an eighth of the floats' bytes, and for a few faces a quarter. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "models/face.h"

namespace facefs {

struct FaceCode {
  float step = 0;  ///< what 1 in `code` is worth; 0: every number is 0
  std::array<std::int8_t, Embedding::kSize> code{};
  std::array<std::int16_t, Embedding::kSize> rest{};  ///< in 65,536ths of `step`
};

FaceCode face_code_of(const Embedding& embedding);
Embedding embedding_of(const FaceCode& code);
/// Returns the numbers along the axes, as they are coded.
Embedding numbers_of(const FaceCode& code);

// Among dlib's faces a search looks at the codes of the leading axes. It looks at the other codes only where the
// leading ones do not decide. By 48 axes a face that is 0.62 or farther away hardly ever seems to be within 0.52. By 32
// axes a few in a hundred do (docs/matching.md).
inline constexpr std::size_t kLeadingCodes = 48;  ///< another number needs a new schema
inline constexpr std::size_t kOtherCodes = Embedding::kSize - kLeadingCodes;

/// The squared length of each part of a face's codes, and the distance (L2) of the embedding from its codes.
struct CodeGeometry {
  float leading_square = 0;
  float others_square = 0;
  float error = 0;
};
CodeGeometry geometry_of(const FaceCode& code);

/// The face with which a search compares all others.
struct CodeQuery {
  explicit CodeQuery(const Embedding& embedding);
  FaceCode face;
  CodeGeometry geometry;
};

/// Returns a checksum of `step` and `code`.
std::uint32_t checksum_of_code(const FaceCode& code);

}  // namespace facefs
