// SPDX-License-Identifier: Apache-2.0
// The codes of faces with neighbouring numbers, as one value of the gallery: a block of 240 faces, or a run of eight
// blocks. Each is in one of two layouts (index/search/code_layout.h).
//
// New faces go into a block, which is written anew with each photo. A run is made of blocks to which no face is added
// any more. A search reads both in LMDB's map: nothing is loaded at start, and nothing is copied into our own memory.
//
// What a search reads first lies in a row for all of a value, because a processor reads 107 KB at the speed of its
// memory. In pieces of 13 KB it must find its way anew after each piece (a million of dlib's faces take 2.7 ms in runs,
// 4.8 in blocks: docs/benchmarks.md). A block has 240 faces because it then fills eight pages, with the record's own
// head. A run fills 64 pages except for less than a kilobyte.
//
// The numbers are in the machine's own byte order. With another order the format reads wrongly, so the value counts as
// damaged. The checksum is tested where the value is changed. A search does not test it, because that would read the
// whole value. A face that was found is read with a checksum of its own (index/storage/stored_embeddings.h). Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "index/search/code_slice.h"

namespace facefs {

template <class LayoutOfIt, std::size_t kSlicesOfIt>
struct SlicedCodes {
  using Layout = LayoutOfIt;
  static constexpr std::size_t kSlices = kSlicesOfIt;
  static constexpr std::size_t kFaces = kSlices * CodeSlice::kFaces;

  std::uint32_t format = Layout::kFormat;
  std::uint32_t checksum = 0;  ///< of all bytes after this field
  std::array<typename Layout::Errors, kSlices> largest{};
  std::array<std::uint32_t, Layout::kHeadWords - kSlices * sizeof(typename Layout::Errors) / 4> unused{};
  std::array<std::array<typename Layout::Group, CodeSlice::kGroups>, kSlices> groups{};
  std::array<std::array<typename Layout::Others, CodeSlice::kFaces>, kSlices> others{};

  SlicedCodes();  ///< holds no face
  void put(std::size_t place, const FaceCode& face);
  void erase(std::size_t place);
  /// Takes over all faces of another slice, of either layout.
  void set(std::size_t slice, const CodeSlice& codes);
  CodeSlice slice(std::size_t slice) const;
  /// Measures the errors anew where that can be done without the embeddings, because a face that made them large may
  /// be gone. Sets the checksum. Must be called before the value is written.
  void seal();
  bool is_whole() const;
  std::string_view bytes() const { return {reinterpret_cast<const char*>(this), sizeof *this}; }
  /// Returns the codes where they lie in `bytes`; nullptr when the size or the format is another one.
  static const SlicedCodes* in(std::string_view bytes);
  /// Returns the codes in `bytes` by their size alone, which no two kinds share. This is for reading one face: a face
  /// has a checksum of its own, and a look at the format would be one more page to wait for.
  static const SlicedCodes* of_size(std::string_view bytes);
};

using LeadingBlock = SlicedCodes<LeadingLayout, 1>;
using LeadingRun = SlicedCodes<LeadingLayout, 8>;
using CoarseBlock = SlicedCodes<CoarseLayout, 1>;
using CoarseRun = SlicedCodes<CoarseLayout, 8>;

/// A run's slices and faces are as many in either layout.
inline constexpr std::size_t kRunSlices = LeadingRun::kSlices;
inline constexpr std::size_t kRunFaces = LeadingRun::kFaces;

/// A value of any kind, where it lies.
using StoredCodes = std::variant<const LeadingBlock*, const LeadingRun*, const CoarseBlock*, const CoarseRun*>;
/// Returns the codes in `bytes`; nothing where no kind has that size and format.
std::optional<StoredCodes> codes_in(std::string_view bytes);
/// Returns the codes in `bytes` by their size alone.
std::optional<StoredCodes> codes_of_size(std::string_view bytes);

template <class Value>
constexpr bool kBeginsALineOfMemory = (16 + offsetof(Value, groups)) % 64 == 0;
static_assert(kBeginsALineOfMemory<LeadingBlock> && kBeginsALineOfMemory<LeadingRun>);
static_assert(kBeginsALineOfMemory<CoarseBlock> && kBeginsALineOfMemory<CoarseRun>);
static_assert(sizeof(CodeGroup) % 64 == 0 && sizeof(CoarseGroup) % 64 == 0);
static_assert(sizeof(LeadingBlock) < sizeof(CoarseBlock) && sizeof(CoarseBlock) <= 8 * 4096 - 16,
              "LMDB's pages would be filled badly");
static_assert(sizeof(LeadingRun) < sizeof(CoarseRun) && sizeof(CoarseRun) <= 64 * 4096 - 16, "likewise");

}  // namespace facefs
