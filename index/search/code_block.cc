// SPDX-License-Identifier: Apache-2.0
#include "index/search/code_block.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>

namespace facefs {
namespace {

constexpr float kNowhere = std::numeric_limits<float>::infinity();
constexpr std::size_t kChecked = 2 * sizeof(std::uint32_t);  // bytes before this are not part of the checksum

std::uint32_t checksum_of(std::string_view bytes) {
  const std::string_view checked = bytes.substr(kChecked);
  return static_cast<std::uint32_t>(XXH3_64bits(checked.data(), checked.size()));
}

}  // namespace

template <std::size_t kSlices>
SlicedCodes<kSlices>::SlicedCodes() {
  for (auto& slice : groups)
    for (CodeGroup& group : slice) {
      group.steps.fill(0);
      group.squares.fill(kNowhere);
      group.codes.fill(kRaised);
    }
}

template <std::size_t kSlices>
void SlicedCodes<kSlices>::put(std::size_t place, const FaceCode& face) {
  const CodeGeometry geometry = geometry_of(face);
  const std::size_t slice = place / CodeSlice::kFaces;
  const std::size_t there = place % CodeSlice::kFaces;
  CodeGroup& group = groups.at(slice)[there / kCodeGroup];
  const std::size_t j = there % kCodeGroup;
  group.steps[j] = face.step;
  group.squares[j] = geometry.leading_square;
  for (std::size_t k = 0; k < kLeadingCodes; ++k)
    group.codes[place_in_group(j, k)] = static_cast<std::uint8_t>(face.code[k] + kRaised);
  std::copy_n(face.code.begin() + kLeadingCodes, kOtherCodes, others[slice][there].begin());
  largest_errors[slice] = std::max(largest_errors[slice], geometry.error);
}

template <std::size_t kSlices>
void SlicedCodes<kSlices>::erase(std::size_t place) {
  put(place, {});
  const std::size_t there = place % CodeSlice::kFaces;
  groups[place / CodeSlice::kFaces][there / kCodeGroup].squares[there % kCodeGroup] = kNowhere;
}

template <std::size_t kSlices>
void SlicedCodes<kSlices>::set(std::size_t slice, const CodeSlice& codes) {
  std::copy(codes.groups.begin(), codes.groups.end(), groups.at(slice).begin());
  std::copy(codes.others.begin(), codes.others.end(), others[slice].begin());
  largest_errors[slice] = codes.largest_error;
}

template <std::size_t kSlices>
void SlicedCodes<kSlices>::seal() {
  checksum = checksum_of(bytes());
}

template <std::size_t kSlices>
bool SlicedCodes<kSlices>::is_whole() const {
  return checksum == checksum_of(bytes());
}

template <std::size_t kSlices>
const SlicedCodes<kSlices>* SlicedCodes<kSlices>::in(std::string_view bytes) {
  const SlicedCodes* codes = of_size(bytes);
  return codes && codes->format == kFormat ? codes : nullptr;
}

template <std::size_t kSlices>
const SlicedCodes<kSlices>* SlicedCodes<kSlices>::of_size(std::string_view bytes) {
  return bytes.size() == sizeof(SlicedCodes) ? reinterpret_cast<const SlicedCodes*>(bytes.data()) : nullptr;
}

template struct SlicedCodes<CodeBlock::kSlices>;
template struct SlicedCodes<CodeRun::kSlices>;

}  // namespace facefs
