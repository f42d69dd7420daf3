// SPDX-License-Identifier: Apache-2.0
// The codes of 240 faces with neighbouring numbers, as one value of the gallery: what a search reads, where it lies.
//
// A search looks at it in LMDB's map: nothing is loaded at start, and none of it is our own memory. It looks at the
// leading codes first, 56 MB of a million faces: who is too far away by those alone is so by all. Of the rest it looks
// at the others, two lines of memory a face. 240, because with the record's own head they fill eight pages but for 64
// bytes. Its numbers are in the machine's own order; another one's format reads wrongly, so it counts as damaged. The
// checksum is tested where the block is changed, not by a search, which would have to read all of it; and whoever is
// found is read, with a checksum of the face's own (index/stored_faces.h). Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "index/code_group.h"
#include "index/face_code.h"

namespace facefs {

struct CodeBlock {
  static constexpr std::size_t kFaces = 240;
  static constexpr std::size_t kGroups = kFaces / kCodeGroup;
  static constexpr std::uint32_t kFormat = 0x46433032;

  std::uint32_t format = kFormat;
  std::uint32_t checksum = 0;             ///< of all that follows
  float largest_error = 0;                ///< of all that were ever put in (CodeGeometry)
  std::array<std::uint32_t, 9> unused{};  ///< so that, after LMDB's own sixteen bytes, a group begins a line of memory
  std::array<CodeGroup, kGroups> groups;
  std::array<std::array<std::int8_t, kOtherCodes>, kFaces> others{};

  CodeBlock();  ///< of no face
  void put(std::size_t place, const FaceCode& face);
  void erase(std::size_t place);
  bool has(std::size_t place) const;
  /// Without its `rest`.
  FaceCode at(std::size_t place) const;
  /// Before it is written.
  void seal();
  bool is_whole() const;
  std::string_view bytes() const { return {reinterpret_cast<const char*>(this), sizeof *this}; }
};
static_assert((16 + offsetof(CodeBlock, groups)) % 64 == 0 && sizeof(CodeGroup) % 64 == 0);
static_assert(sizeof(CodeBlock) <= 8 * 4096 - 16, "LMDB's pages would be filled badly");

/// In the place where they lie; nothing when they are no such block.
const CodeBlock* code_block_in(std::string_view bytes);

using CodeDistances = std::array<float, CodeBlock::kFaces>;

/// The squared distances between the codes where they are at most `limit`, else something between `limit` and them,
/// infinite where there is no face; what rounding adds is below `kSquareRounding`. The embeddings' own distance is at
/// most `query.geometry.error + block.largest_error` from its root (the triangle's inequality), so that nobody is
/// missed who looks that much farther. True where one of them is at most `limit`.
bool squared_code_distances(const CodeBlock& block, const CodeQuery& query, float limit, CodeDistances& squares);
inline constexpr float kSquareRounding = 4e-6F;

}  // namespace facefs
