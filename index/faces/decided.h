// SPDX-License-Identifier: Apache-2.0
// Applies the user's decisions about one photo: to each of its faces, and to the photo as a whole. Pure.
//
// Decisions are applied in the order in which they were made, so the last one wins. A decision about a box is about the
// face that overlaps it. That holds even after another detector or another picture size has found the face again. Where
// no face overlaps the box, an `is` or `is_not` holds for the photo.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <vector>

#include "index/values/records.h"

namespace facefs {

struct DecidedFace {
  PersonId is = kNobody;
  std::vector<PersonId> refused;  ///< people that this face is not
  bool ignored = false;
  bool erased = false;  ///< for good: it has no embedding
};

struct DecidedPhoto {
  std::vector<DecidedFace> faces;
  std::set<PersonId> shows;  ///< people who are in the photo, whichever face is theirs
};

/// Returns what the decisions say. `resolved` returns the person for whom a person counts. It returns kNobody for a
/// person who is not there any more: such a decision is left out.
DecidedPhoto decided(std::span<const DecisionRecord> decisions, std::span<const Box> faces,
                     const std::function<PersonId(PersonId)>& resolved);

}  // namespace facefs
