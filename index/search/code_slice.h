// SPDX-License-Identifier: Apache-2.0
// The codes of 240 faces with neighbouring numbers where they lie, in LMDB's map or elsewhere: what a search reads.
//
// A search looks at the leading codes first, 56 MB of a million faces: who is too far away by those alone is so by all.
// Of the rest it looks at the others, two lines of memory a face. Pure; as long as what it looks into.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "index/search/code_group.h"
#include "index/search/face_code.h"

namespace facefs {

using OtherCodes = std::array<std::int8_t, kOtherCodes>;

struct CodeSlice {
  static constexpr std::size_t kFaces = 240;
  static constexpr std::size_t kGroups = kFaces / kCodeGroup;

  std::span<const CodeGroup, kGroups> groups;
  std::span<const OtherCodes, kFaces> others;
  const float& largest_error;  ///< of all that were ever put in (CodeGeometry); where it lies: not all look at it

  bool has(std::size_t place) const;
  /// Without its `rest`.
  FaceCode at(std::size_t place) const;
};

using CodeDistances = std::array<float, CodeSlice::kFaces>;

/// The squared distances between the codes where they are at most `limit`, else something between `limit` and them,
/// infinite where there is no face; what rounding adds is below `kSquareRounding`. The embeddings' own distance is at
/// most `query.geometry.error + codes.largest_error` from its root (the triangle's inequality), so that nobody is
/// missed who looks that much farther. True where one of them is at most `limit`.
bool squared_code_distances(const CodeSlice& codes, const CodeQuery& query, float limit, CodeDistances& squares);
inline constexpr float kSquareRounding = 4e-6F;

}  // namespace facefs
