// SPDX-License-Identifier: Apache-2.0
// Judges a picture with missing or damaged rows: whether it can be used, which of its faces count, and what the user is
// told.
//
// A decoder says how each band of stored rows came. Rows count, not the decoder's warnings. A picture is used where a
// tenth of its rows came. Nothing is told where nine tenths did and the file does not end early, because every viewer
// shows such a picture. Faces in lost rows do not count (docs/matching.md). Pure; any thread.
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
  moved,  ///< it came, but damage before it may have moved it sideways or changed its colours
  lost,   ///< made up by the decoder, or grey
};

/// How the rows of a stored picture came, from the first on.
struct ArrivedRows {
  int rows_a_band = 1;
  std::vector<BandState> bands;       ///< none: every row is sound
  bool ends_early = false;            ///< the file ends before its picture does
  void lose_from(int row, int rows);  ///< makes each of `rows` rows a band; those from `row` on are lost
  void move_from(int row);            ///< marks the bands from `row` on that are not lost
};

struct Damage {
  std::string sentence;     ///< empty: not worth telling
  std::vector<Rect> lost;   ///< parts of the upright picture
  std::vector<Rect> moved;  ///< parts of the upright picture
  /// Tells whether more than a tenth of the box is lost, or one part of the box is moved against the other.
  bool spoils(const Box& box) const;
};

/// Returns the damage, or why the picture cannot be used. `width` x `height` is the size of the stored picture;
/// `orientation` turns it upright.
std::variant<Damage, Unreadable> judged(const ArrivedRows& rows, int width, int height, Orientation orientation,
                                        const DecodeLimits& limits);

}  // namespace facefs
