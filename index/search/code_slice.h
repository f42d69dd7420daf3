// SPDX-License-Identifier: Apache-2.0
// The codes of 240 faces with neighbouring numbers, where they lie: in LMDB's map or elsewhere. This is what a search
// reads.
//
// A search looks at the leading codes first, 56 MB for a million faces. A face that is too far by those alone is too
// far by all codes. For the remaining faces it looks at the other codes, two lines of memory a face. Pure; valid as
// long as the memory that it refers to.
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
  const float& largest_error;  ///< of every face ever put in (CodeGeometry); a reference, as not every caller reads it

  bool has(std::size_t place) const;
  /// Returns the face's code, without its `rest`.
  FaceCode at(std::size_t place) const;
};

using CodeDistances = std::array<float, CodeSlice::kFaces>;

/// Writes the squared distances between the codes. A distance above `limit` may be written as any number between
/// `limit` and itself. Infinite where there is no face. Rounding adds less than `kSquareRounding`.
///
/// The embeddings' own distance differs from the root by at most `query.geometry.error + codes.largest_error` (triangle
/// inequality). So a search that looks that much farther misses no face. Returns whether a distance is at most `limit`.
bool squared_code_distances(const CodeSlice& codes, const CodeQuery& query, float limit, CodeDistances& squares);
inline constexpr float kSquareRounding = 4e-6F;

}  // namespace facefs
