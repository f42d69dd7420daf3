// SPDX-License-Identifier: Apache-2.0
// What of a picture did not come, or came as no picture: whether it can be used, which of its faces count, and what the
// user is told.
//
// A decoder says of each band of stored rows how it came. Rows count, not the decoder's warnings: a picture is used
// where a tenth of its rows came, and nothing is told where nine tenths did, as every viewer shows it. Faces in lost
// rows do not count (docs/matching.md). Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "models/exif.h"
#include "models/face.h"
#include "models/image.h"
#include "models/unreadable.h"

namespace facefs {

struct DecodeLimits;

enum class BandState : std::uint8_t {
  sound,
  moved,  ///< it came, but after a damage that may have moved it sideways or changed its colours
  lost,   ///< made up by the decoder, or grey
};

/// How the rows of a stored picture came, from the first on.
struct ArrivedRows {
  int rows_a_band = 1;
  std::vector<BandState> bands;       ///< none: every row is sound
  bool ends_early = false;            ///< the file ends before its picture does
  void lose_from(int row, int rows);  ///< of a picture of so many rows; a band each
  void move_from(int row);            ///< what is not lost
};

struct Damage {
  std::string sentence;     ///< empty: nothing that is worth telling
  std::vector<Rect> lost;   ///< of the upright picture
  std::vector<Rect> moved;  ///< likewise
  /// A tenth of the box is lost, or its one part is moved against the other.
  bool spoils(const Box& box) const;
};

/// `width` x `height` is the stored picture; `orientation` turns it upright.
std::variant<Damage, Unreadable> judged(const ArrivedRows& rows, int width, int height, Orientation orientation,
                                        const DecodeLimits& limits);

}  // namespace facefs
