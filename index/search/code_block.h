// SPDX-License-Identifier: Apache-2.0
// The codes of faces with neighbouring numbers as one value of the gallery: a block of 240, or a run of eight blocks.
//
// New faces come into a block, which is written anew with each photo; a run is made of blocks that no face is added to
// any more. A search looks at both in LMDB's map: nothing is loaded at start, and none of it is our own memory. All
// leading codes lie in a row, because a processor reads 107 KB at the speed of its memory, where after every 13 it has
// to find its way anew (a million faces 2.7 ms, 4.8 in blocks: docs/benchmarks.md). 240, because with the record's own
// head a block fills eight pages but for 64 bytes, and a run 64 but for 960. The numbers are in the machine's own
// order; another one's format reads wrongly, so it counts as damaged. The checksum is tested where the value is
// changed, not by a search, which would have to read all of it; and whoever is found is read, with a checksum of the
// face's own (index/storage/stored_embeddings.h). Pure.
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
  std::uint32_t checksum = 0;  ///< of all that follows
  std::array<float, kSlices> largest_errors{};
  static_assert(kSlices < 10);
  std::array<std::uint32_t, 10 - kSlices> unused{};  ///< so that, after LMDB's sixteen bytes, a line of memory begins
  std::array<std::array<CodeGroup, CodeSlice::kGroups>, kSlices> groups;
  std::array<std::array<OtherCodes, CodeSlice::kFaces>, kSlices> others{};

  SlicedCodes();  ///< of no face
  void put(std::size_t place, const FaceCode& face);
  void erase(std::size_t place);
  void set(std::size_t slice, const CodeSlice& codes);
  CodeSlice slice(std::size_t slice) const { return {groups.at(slice), others.at(slice), largest_errors.at(slice)}; }
  /// Before it is written.
  void seal();
  bool is_whole() const;
  std::string_view bytes() const { return {reinterpret_cast<const char*>(this), sizeof *this}; }
  /// In the place where they lie; nothing when they are no such codes.
  static const SlicedCodes* in(std::string_view bytes);
  /// The same by their size alone, for whoever reads one face: that has a checksum of its own, and a look at the
  /// beginning would be one more page to wait for.
  static const SlicedCodes* of_size(std::string_view bytes);
};

using CodeBlock = SlicedCodes<1>;
using CodeRun = SlicedCodes<8>;

static_assert((16 + offsetof(CodeBlock, groups)) % 64 == 0 && sizeof(CodeGroup) % 64 == 0);
static_assert(offsetof(CodeRun, groups) == offsetof(CodeBlock, groups));
static_assert(sizeof(CodeBlock) <= 8 * 4096 - 16, "LMDB's pages would be filled badly");
static_assert(sizeof(CodeRun) <= 64 * 4096 - 16, "likewise");

}  // namespace facefs
