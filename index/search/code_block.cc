// SPDX-License-Identifier: Apache-2.0
#include "index/search/code_block.h"

#include <xxhash.h>

#include <limits>

namespace facefs {
namespace {

constexpr float kNowhere = std::numeric_limits<float>::infinity();
constexpr std::size_t kChecked = 2 * sizeof(std::uint32_t);  // bytes before this are not part of the checksum

std::uint32_t checksum_of(std::string_view bytes) {
  const std::string_view checked = bytes.substr(kChecked);
  return static_cast<std::uint32_t>(XXH3_64bits(checked.data(), checked.size()));
}

/// Returns whichever kind of codes `read` finds, a pointer for each.
template <class Read>
std::optional<StoredCodes> any_of_them(const Read& read) {
  if (const auto* block = read.template operator()<LeadingBlock>()) return block;
  if (const auto* run = read.template operator()<LeadingRun>()) return run;
  if (const auto* block = read.template operator()<CoarseBlock>()) return block;
  if (const auto* run = read.template operator()<CoarseRun>()) return run;
  return std::nullopt;
}

}  // namespace

template <class Layout, std::size_t kSlices>
SlicedCodes<Layout, kSlices>::SlicedCodes() {
  for (std::size_t place = 0; place < kFaces; ++place) erase(place);
}

template <class Layout, std::size_t kSlices>
void SlicedCodes<Layout, kSlices>::put(std::size_t place, const FaceCode& face) {
  const std::size_t slice = place / CodeSlice::kFaces;
  const std::size_t there = place % CodeSlice::kFaces;
  Layout::put(face, there % kCodeGroup, groups.at(slice)[there / kCodeGroup], others[slice][there], largest[slice]);
}

template <class Layout, std::size_t kSlices>
void SlicedCodes<Layout, kSlices>::erase(std::size_t place) {
  put(place, {});
  const std::size_t there = place % CodeSlice::kFaces;
  groups[place / CodeSlice::kFaces][there / kCodeGroup].squares[there % kCodeGroup] = kNowhere;
}

template <class Layout, std::size_t kSlices>
void SlicedCodes<Layout, kSlices>::set(std::size_t slice, const SlicedCodes<Layout, 1>& block) {
  groups.at(slice) = block.groups[0];
  others[slice] = block.others[0];
  largest[slice] = block.largest[0];
}

template <class Layout, std::size_t kSlices>
CodeSlice SlicedCodes<Layout, kSlices>::slice(std::size_t slice) const {
  return {SliceIn<Layout>{groups.at(slice), others.at(slice), largest.at(slice)}};
}

template <class Layout, std::size_t kSlices>
void SlicedCodes<Layout, kSlices>::seal() {
  checksum = checksum_of(bytes());
}

template <class Layout, std::size_t kSlices>
bool SlicedCodes<Layout, kSlices>::is_whole() const {
  return checksum == checksum_of(bytes());
}

template <class Layout, std::size_t kSlices>
const SlicedCodes<Layout, kSlices>* SlicedCodes<Layout, kSlices>::in(std::string_view bytes) {
  const SlicedCodes* codes = of_size(bytes);
  return codes && codes->format == Layout::kFormat ? codes : nullptr;
}

template <class Layout, std::size_t kSlices>
const SlicedCodes<Layout, kSlices>* SlicedCodes<Layout, kSlices>::of_size(std::string_view bytes) {
  return bytes.size() == sizeof(SlicedCodes) ? reinterpret_cast<const SlicedCodes*>(bytes.data()) : nullptr;
}

template struct SlicedCodes<LeadingLayout, 1>;
template struct SlicedCodes<LeadingLayout, 8>;
template struct SlicedCodes<CoarseLayout, 1>;
template struct SlicedCodes<CoarseLayout, 8>;

std::optional<StoredCodes> codes_in(std::string_view bytes) {
  return any_of_them([&]<class Codes>() { return Codes::in(bytes); });
}

std::optional<StoredCodes> codes_of_size(std::string_view bytes) {
  return any_of_them([&]<class Codes>() { return Codes::of_size(bytes); });
}

}  // namespace facefs
