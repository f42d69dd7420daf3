// SPDX-License-Identifier: Apache-2.0
#include "index/search/code_slice.h"

#include <cmath>

#include "index/search/coarse_distances.h"
#include "system/clones.h"

namespace facefs {
namespace {

constexpr float kAnyDistance = 1e9F;  // its square is less than the distance of a face that is not there

template <class Layout>
const auto& group_of(const SliceIn<Layout>& slice, std::size_t place) {
  return slice.groups[place / kCodeGroup];
}

/// Returns what the other codes add to the squared distance.
FACEFS_CLONES("default", "avx2", "avx512f")
float square_of_others(const SliceIn<LeadingLayout>& slice, std::size_t place, const CodeQuery& query) {
  const std::int8_t* asked = query.face.code.data() + kLeadingCodes;
  const std::int8_t* codes = slice.others[place].data();
  std::int32_t products = 0;
  std::int32_t squares = 0;
  for (std::size_t k = 0; k < kOtherCodes; ++k) {
    products += asked[k] * codes[k];
    squares += codes[k] * codes[k];
  }
  const float step = group_of(slice, place).steps[place % kCodeGroup];
  return query.geometry.others_square +
         step * (step * static_cast<float>(squares) - 2 * query.face.step * static_cast<float>(products));
}

/// Returns the squared distance by all codes.
FACEFS_CLONES("default", "avx2", "avx512f")
float square_of_all(const Codes& codes, float step, const CodeQuery& query) {
  std::int32_t products = 0;
  std::int32_t squares = 0;
  for (std::size_t k = 0; k < codes.size(); ++k) {
    products += query.face.code[k] * codes[k];
    squares += codes[k] * codes[k];
  }
  return query.geometry.leading_square + query.geometry.others_square +
         step * (step * static_cast<float>(squares) - 2 * query.face.step * static_cast<float>(products));
}

/// Writes the largest squares of distances that are `more` than `farthest`.
FACEFS_CLONES("default", "avx2", "avx512f")
void write_limits(const CodeDistances& farthest, float more, CodeDistances& limits) {
  for (std::size_t j = 0; j < limits.size(); ++j) {
    const float distance = farthest[j] + more;
    const float finite = distance < kAnyDistance ? distance : kAnyDistance;  // also where `more` was damaged
    limits[j] = finite * finite + kSquareRounding;
  }
}

/// Computes the squares of all faces that are within by what was read first, with square(place), and keeps those that
/// are within the limits. Returns whether one is left.
template <class Square>
bool keep_those_within(const CodeDistances& limits, const Square& square, CodeDistances& squares, CodesWithin& within) {
  unsigned any = 0;
  const CodesWithin open = within;
  each_within(open, [&](std::size_t place) {
    squares[place] = square(place);
    const bool is_within = squares[place] <= limits[place];
    if (!is_within) within[place / kCodeGroup] &= static_cast<std::uint16_t>(~(1U << place % kCodeGroup));
    any |= is_within ? 1U : 0U;
  });
  return any != 0;
}

bool find_within(const SliceIn<LeadingLayout>& slice, const CodeQuery& query, const CodeDistances& farthest,
                 CodeDistances& squares, CodesWithin& within) {
  CodeDistances limits;
  write_limits(farthest, 0, limits);
  leading_distances().run(query, slice.groups.data(), within.size(), limits.data(), squares.data(), within.data());
  const auto square = [&](std::size_t place) { return squares[place] + square_of_others(slice, place, query); };
  return keep_those_within(limits, square, squares, within);
}

bool find_within(const SliceIn<CoarseLayout>& slice, const CodeQuery& query, const CodeDistances& farthest,
                 CodeDistances& squares, CodesWithin& within) {
  CodeDistances limits;
  write_limits(farthest, slice.largest.coarse, limits);
  coarse_distances().run(query, slice.groups.data(), within.size(), limits.data(), squares.data(), within.data());
  each_within(within, [&](std::size_t place) { __builtin_prefetch(slice.others[place].data()); });
  write_limits(farthest, 0, limits);
  const auto square = [&](std::size_t place) {
    const CoarseGroup& group = group_of(slice, place);
    const std::size_t j = place % kCodeGroup;
    return square_of_all(whole_codes(group, j, slice.others[place]), group.steps[j], query);
  };
  return keep_those_within(limits, square, squares, within);
}

}  // namespace

bool CodeSlice::has(std::size_t place) const {
  return std::visit(
      [&](const auto& slice) { return std::isfinite(group_of(slice, place).squares[place % kCodeGroup]); }, in_layout);
}

FaceCode CodeSlice::at(std::size_t place) const {
  FaceCode face;
  const auto read = [&]<class Layout>(const SliceIn<Layout>& slice) {
    const auto& group = group_of(slice, place);
    face.step = group.steps[place % kCodeGroup];
    face.code = Layout::codes_of(group, place % kCodeGroup, slice.others[place]);
  };
  std::visit(read, in_layout);
  return face;
}

float CodeSlice::largest_error() const {
  return std::visit([](const auto& slice) { return slice.largest.code; }, in_layout);
}

bool codes_within(const CodeSlice& codes, const CodeQuery& query, const CodeDistances& farthest, CodeDistances& squares,
                  CodesWithin& within) {
  return std::visit([&](const auto& slice) { return find_within(slice, query, farthest, squares, within); },
                    codes.in_layout);
}

}  // namespace facefs
