// SPDX-License-Identifier: Apache-2.0
// The codes of 240 faces with neighbouring numbers, where they lie: in LMDB's map or elsewhere. This is what a search
// reads.
//
// A search looks at one part of the codes first: 56 MB for a million of dlib's faces, 72 MB for SFace's. A face that is
// too far by those alone is too far by all codes. For the remaining faces it looks at the rest, one or two lines of
// memory a face. Pure; valid as long as the memory that it refers to.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "index/search/code_layout.h"
#include "index/search/face_code.h"

namespace facefs {

inline constexpr std::size_t kSliceFaces = 240;

/// The codes of a slice in one layout.
template <class Layout>
struct SliceIn {
  std::span<const typename Layout::Group, kSliceFaces / kCodeGroup> groups;
  std::span<const typename Layout::Others, kSliceFaces> others;
  const typename Layout::Errors& largest;  ///< of every face ever put in; a reference, as not every caller reads it
};

struct CodeSlice {
  static constexpr std::size_t kFaces = kSliceFaces;
  static constexpr std::size_t kGroups = kFaces / kCodeGroup;

  std::variant<SliceIn<LeadingLayout>, SliceIn<CoarseLayout>> in_layout;

  bool has(std::size_t place) const;
  /// Returns the face's code, without its `rest`.
  FaceCode at(std::size_t place) const;
  /// Returns how far an embedding of the slice is from its code at most (CodeGeometry).
  float largest_error() const;
};

using CodeDistances = std::array<float, CodeSlice::kFaces>;
using CodesWithin = std::array<std::uint16_t, CodeSlice::kGroups>;  ///< a bit for each face

/// Finds the faces whose codes are at most `farthest` from the query's, each by its own distance. Sets their bits in
/// `within`, and writes their squared distances. Those of the others may be written as anything. Rounding of a square
/// stays below `kSquareRounding`, and a face that is farther by so little may be found. Returns whether there is one.
///
/// The embeddings' own distance differs by at most `query.geometry.error + codes.largest_error()` (triangle
/// inequality). So a search that looks that much farther misses no face.
bool codes_within(const CodeSlice& codes, const CodeQuery& query, const CodeDistances& farthest, CodeDistances& squares,
                  CodesWithin& within);
inline constexpr float kSquareRounding = 4e-6F;

/// Calls visit(place) for each face whose bit is set.
template <class Visit>
void each_within(const CodesWithin& within, const Visit& visit) {
  for (std::size_t group = 0; group < within.size(); ++group)
    for (unsigned left = within[group]; left != 0; left &= left - 1)
      visit(group * kCodeGroup + static_cast<std::size_t>(std::countr_zero(left)));
}

}  // namespace facefs
