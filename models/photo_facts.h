// SPDX-License-Identifier: Apache-2.0
// What a photo's file tells besides what is drawn. One value goes through every step: from the metadata to the worker's
// reply, the gallery's record and `facefs explain`.
//
// A new fact needs a member, a line in `each_later_fact`, its limits in `is_possible`, and code that reads it
// (models/exif.cc): docs/how-to-add.md. Pure.
#pragma once

#include <cstdint>

namespace facefs {

struct PhotoFacts {
  std::int64_t taken = 0;  ///< by the camera's clock: seconds since 1970, as if the clock had shown UTC; 0: unknown
  std::uint8_t orientation = 1;  ///< how the picture is stored, as EXIF numbers it from 1 to 8; 1: upright
  bool operator==(const PhotoFacts&) const = default;
};

/// Calls `visit(name, fact)` for each fact except the time, in the order in which they are stored: a new one comes
/// last. `name` is as `facefs explain --json` has it.
template <typename Facts, typename Visit>
void each_later_fact(Facts& facts, const Visit& visit) {
  visit("orientation", facts.orientation);
}

/// Calls `visit(name, fact)` for the time, which has always been stored, and then for each later fact.
template <typename Facts, typename Visit>
void each_fact(Facts& facts, const Visit& visit) {
  visit("taken", facts.taken);
  each_later_fact(facts, visit);
}

/// Returns whether any fact except the time is known. If none is, none of them is stored.
inline bool knows_more_than_the_time(const PhotoFacts& facts) {
  PhotoFacts time;
  time.taken = facts.taken;
  return facts != time;
}

/// Returns whether a file can tell that. If not, the worker that says so is not believed.
inline bool is_possible(const PhotoFacts& facts) {
  constexpr std::int64_t kLatest = 253402300799;  // the last second of the year 9999
  return facts.taken >= -kLatest && facts.taken <= kLatest && facts.orientation >= 1 && facts.orientation <= 8;
}

}  // namespace facefs
