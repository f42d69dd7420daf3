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

/// Returns the codes as the first kind of value that `read` finds them to be; it returns a pointer, or nullptr.
template <class Read>
std::optional<StoredCodes> first_kind_that(const Read& read) {
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
  auto& rest = others[slice][there];
  Layout::put(face, there % kCodeGroup, groups.at(slice)[there / kCodeGroup], rest);
  Layout::take_in(face.step, rest, largest[slice]);
  largest[slice].code = std::max(largest[slice].code, geometry_of(face).error);
}

template <class Layout, std::size_t kSlices>
void SlicedCodes<Layout, kSlices>::erase(std::size_t place) {
  put(place, {});
  const std::size_t there = place % CodeSlice::kFaces;
  groups[place / CodeSlice::kFaces][there / kCodeGroup].squares[there % kCodeGroup] = kNowhere;
}

template <class Layout, std::size_t kSlices>
void SlicedCodes<Layout, kSlices>::set(std::size_t slice, const CodeSlice& codes) {
  if (const auto* same = std::get_if<SliceIn<Layout>>(&codes.in_layout)) {
    std::copy(same->groups.begin(), same->groups.end(), groups.at(slice).begin());
    std::copy(same->others.begin(), same->others.end(), others[slice].begin());
    largest[slice] = same->largest;
    return;
  }
  for (std::size_t there = 0; there < CodeSlice::kFaces; ++there)
    if (codes.has(there))
      put(slice * CodeSlice::kFaces + there, codes.at(there));
    else
      erase(slice * CodeSlice::kFaces + there);
  largest[slice].code = std::max(largest[slice].code, codes.largest_error());
}

template <class Layout, std::size_t kSlices>
CodeSlice SlicedCodes<Layout, kSlices>::slice(std::size_t slice) const {
  return {SliceIn<Layout>{groups.at(slice), others.at(slice), largest.at(slice)}};
}

template <class Layout, std::size_t kSlices>
void SlicedCodes<Layout, kSlices>::seal() {
  for (std::size_t slice = 0; slice < kSlices; ++slice) {
    largest[slice] = {largest[slice].code};
    for (std::size_t there = 0; there < CodeSlice::kFaces; ++there)
      Layout::take_in(groups[slice][there / kCodeGroup].steps[there % kCodeGroup], others[slice][there],
                      largest[slice]);
  }
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
  return first_kind_that([&]<class Value>() { return Value::in(bytes); });
}

std::optional<StoredCodes> codes_of_size(std::string_view bytes) {
  return first_kind_that([&]<class Value>() { return Value::of_size(bytes); });
}

}  // namespace facefs
