// SPDX-License-Identifier: Apache-2.0
// The codes of faces with neighbouring numbers, as one value of the gallery: a block of 240 faces, or a run of eight
// blocks.
//
// New faces go into a block, which is written anew with each photo. A run is made of blocks to which no face is added
// any more. A search reads both in LMDB's map: nothing is loaded at start, and nothing is copied into our own memory.
//
// All leading codes of a value lie in a row, because a processor reads 107 KB at the speed of its memory. In pieces of
// 13 KB it must find its way anew after each piece (a million faces take 2.7 ms in runs, 4.8 in blocks:
// docs/benchmarks.md). A block has 240 faces because it then fills eight pages except for 64 bytes, with the record's
// own head. A run fills 64 pages except for 960 bytes.
//
// The numbers are in the machine's own byte order. With another order the format reads wrongly, so the value counts as
// damaged. The checksum is tested where the value is changed. A search does not test it, because that would read the
// whole value. A face that was found is read with a checksum of its own (index/storage/stored_embeddings.h). Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "index/search/code_slice.h"

namespace facefs {

template <std::size_t kSlicesOfIt>
struct SlicedCodes {
  static constexpr std::size_t kSlices = kSlicesOfIt;
  static constexpr std::size_t kFaces = kSlices * CodeSlice::kFaces;
  static constexpr std::uint32_t kFormat = 0x46433032;

  std::uint32_t format = kFormat;
  std::uint32_t checksum = 0;  ///< of all bytes after this field
  std::array<float, kSlices> largest_errors{};
  static_assert(kSlices < 10);
  std::array<std::uint32_t, 10 - kSlices> unused{};  ///< with LMDB's sixteen bytes, the groups begin a cache line
  std::array<std::array<CodeGroup, CodeSlice::kGroups>, kSlices> groups;
  std::array<std::array<OtherCodes, CodeSlice::kFaces>, kSlices> others{};

  SlicedCodes();  ///< holds no face
  void put(std::size_t place, const FaceCode& face);
  void erase(std::size_t place);
  void set(std::size_t slice, const CodeSlice& codes);
  CodeSlice slice(std::size_t slice) const { return {groups.at(slice), others.at(slice), largest_errors.at(slice)}; }
  /// Sets the checksum. Must be called before the value is written.
  void seal();
  bool is_whole() const;
  std::string_view bytes() const { return {reinterpret_cast<const char*>(this), sizeof *this}; }
  /// Returns the codes where they lie in `bytes`; nullptr when the size or the format is another one.
  static const SlicedCodes* in(std::string_view bytes);
  /// Returns the codes in `bytes` by their size alone, for reading one face. A face has a checksum of its own, and a
  /// look at the format would be one more page to wait for.
  static const SlicedCodes* of_size(std::string_view bytes);
};

using CodeBlock = SlicedCodes<1>;
using CodeRun = SlicedCodes<8>;

static_assert((16 + offsetof(CodeBlock, groups)) % 64 == 0 && sizeof(CodeGroup) % 64 == 0);
static_assert(offsetof(CodeRun, groups) == offsetof(CodeBlock, groups));
static_assert(sizeof(CodeBlock) <= 8 * 4096 - 16, "LMDB's pages would be filled badly");
static_assert(sizeof(CodeRun) <= 64 * 4096 - 16, "likewise");

}  // namespace facefs
