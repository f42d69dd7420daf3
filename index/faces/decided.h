// SPDX-License-Identifier: Apache-2.0
// What the user's decisions about one photo come to: for each of its faces, and for the photo as a whole. Pure.
//
// Decisions are taken in the order in which they were made, so that the last word wins. One about a box speaks of the
// face that overlaps it, also after another detector or another size of picture found the face again; where none does,
// an `is` holds for the photo.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <vector>

#include "index/values/records.h"

namespace facefs {

struct DecidedFace {
  PersonId is = kNobody;
  std::vector<PersonId> refused;  ///< whom it is not
  bool ignored = false;
  bool erased = false;  ///< for good: it has no embedding
};

struct DecidedPhoto {
  std::vector<DecidedFace> faces;
  std::set<PersonId> shows;  ///< people who are in the photo, in whatever face
};

/// `resolved`: whom a person counts for (kNobody: the decision is about somebody who is not there any more).
DecidedPhoto decided(std::span<const DecisionRecord> decisions, std::span<const Box> faces,
                     const std::function<PersonId(PersonId)>& resolved);

}  // namespace facefs
