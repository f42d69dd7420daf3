// SPDX-License-Identifier: Apache-2.0
// The two ways in which the codes of faces are laid out: which part of them a search reads first, and which it reads
// for the few faces that may be near.
//
// Both take as many pages, and both keep the codes of any network whole. They differ in speed alone. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "index/search/coarse_group.h"
#include "index/search/code_group.h"
#include "index/search/face_code.h"
#include "models/networks.h"

namespace facefs {

using Codes = std::array<std::int8_t, Embedding::kSize>;

/// First the codes of the leading axes, then those of the other axes: for faces that differ along few axes.
struct LeadingLayout {
  using Group = CodeGroup;
  using Others = std::array<std::int8_t, kOtherCodes>;
  struct Errors {
    float code = 0;  ///< how far an embedding is from its code
  };
  static constexpr std::uint32_t kFormat = 0x46433032;
  static constexpr std::size_t kHeadWords = 10;  ///< with eight bytes before and LMDB's sixteen, whole lines of memory

  static void put(const FaceCode& face, std::size_t place, Group& group, Others& others);
  static Codes codes_of(const Group& group, std::size_t place, const Others& others);
  static void take_in(float, const Others&, Errors&) {}  ///< nothing: `code` cannot be told without the embedding
};

/// First the upper halves of all codes, then the lower halves: for faces that differ along all axes alike.
struct CoarseLayout {
  using Group = CoarseGroup;
  using Others = FineCodes;
  struct Errors {
    float code = 0;    ///< how far an embedding is from its code
    float coarse = 0;  ///< how far a code is from the coarse code
  };
  static constexpr std::uint32_t kFormat = 0x46433033;
  static constexpr std::size_t kHeadWords = 26;

  static void put(const FaceCode& face, std::size_t place, Group& group, Others& others);
  static Codes codes_of(const Group& group, std::size_t place, const Others& others);
  static void take_in(float step, const Others& others, Errors& largest);  ///< sets `coarse` where it is too small
};

enum class CodeLayout { leading, coarse };

/// Returns the layout in which this network's faces are found faster.
CodeLayout layout_for(EmbedderKind embedder);

}  // namespace facefs
