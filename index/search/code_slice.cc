// SPDX-License-Identifier: Apache-2.0
#include "index/search/code_slice.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "system/clones.h"

namespace facefs {
namespace {

/// Returns what the other codes add to the squared distance.
FACEFS_CLONES("default", "avx2", "avx512f")
float square_of_others(const CodeSlice& slice, std::size_t place, const CodeQuery& query) {
  const std::int8_t* asked = query.face.code.data() + kLeadingCodes;
  const std::int8_t* codes = slice.others[place].data();
  std::int32_t products = 0;
  std::int32_t squares = 0;
  for (std::size_t k = 0; k < kOtherCodes; ++k) {
    products += asked[k] * codes[k];
    squares += codes[k] * codes[k];
  }
  const float step = slice.groups[place / kCodeGroup].steps[place % kCodeGroup];
  return query.geometry.others_square +
         step * (step * static_cast<float>(squares) - 2 * query.face.step * static_cast<float>(products));
}

}  // namespace

bool CodeSlice::has(std::size_t place) const {
  return std::isfinite(groups[place / kCodeGroup].squares[place % kCodeGroup]);
}

FaceCode CodeSlice::at(std::size_t place) const {
  const CodeGroup& group = groups[place / kCodeGroup];
  const std::size_t j = place % kCodeGroup;
  FaceCode face;
  face.step = group.steps[j];
  for (std::size_t k = 0; k < kLeadingCodes; ++k)
    face.code[k] = static_cast<std::int8_t>(group.codes[place_in_group(j, k)] - kRaised);
  std::copy_n(others[place].begin(), kOtherCodes, face.code.begin() + kLeadingCodes);
  return face;
}

bool squared_code_distances(const CodeSlice& codes, const CodeQuery& query, float limit, CodeDistances& squares) {
  std::array<std::uint16_t, CodeSlice::kGroups> open;
  leading_distances().run(query, codes.groups.data(), open.size(), limit, squares.data(), open.data());
  bool within = false;
  for (std::size_t group = 0; group < open.size(); ++group)
    for (unsigned left = open[group]; left != 0; left &= left - 1) {
      const std::size_t place = group * kCodeGroup + static_cast<std::size_t>(std::countr_zero(left));
      squares[place] += square_of_others(codes, place, query);
      within = within || squares[place] <= limit;
    }
  return within;
}

}  // namespace facefs
