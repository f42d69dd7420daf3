// SPDX-License-Identifier: Apache-2.0
#include "index/search/code_layout.h"

#include <algorithm>

namespace facefs {

void LeadingLayout::put(const FaceCode& face, std::size_t place, Group& group, Others& others) {
  group.steps[place] = face.step;
  group.squares[place] = geometry_of(face).leading_square;
  for (std::size_t k = 0; k < kLeadingCodes; ++k)
    group.codes[place_in_group(place, k)] = static_cast<std::uint8_t>(face.code[k] + kRaised);
  std::copy_n(face.code.begin() + kLeadingCodes, kOtherCodes, others.begin());
}

Codes LeadingLayout::codes_of(const Group& group, std::size_t place, const Others& others) {
  Codes codes;
  for (std::size_t k = 0; k < kLeadingCodes; ++k)
    codes[k] = static_cast<std::int8_t>(group.codes[place_in_group(place, k)] - kRaised);
  std::copy_n(others.begin(), kOtherCodes, codes.begin() + kLeadingCodes);
  return codes;
}

void CoarseLayout::put(const FaceCode& face, std::size_t place, Group& group, Others& others) {
  put_coarsely(face, place, group, others);
}

Codes CoarseLayout::codes_of(const Group& group, std::size_t place, const Others& others) {
  return whole_codes(group, place, others);
}

void CoarseLayout::take_in(float step, const Others& others, Errors& largest) {
  largest.coarse = std::max(largest.coarse, coarse_error_of(step, others));
}

CodeLayout layout_for(EmbedderKind embedder) {
  return embedder == EmbedderKind::sface ? CodeLayout::coarse : CodeLayout::leading;
}

}  // namespace facefs
