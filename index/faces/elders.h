// SPDX-License-Identifier: Apache-2.0
// Two names for one face: the person who was there first keeps the photos.
//
// Sometimes a person is enrolled a second time under another name (a spelling, a slip of the hand). No rule can tell
// the two apart, and both would lose every photo. So facefs tests each person's centre by the rule that names photos.
// If it is certainly the face of an earlier person, that one becomes the `elder`. The elder's photos stay, as if the
// second name were not there. The user is told (the report, review.tsv). Who was there first is read from
// decisions.log, never from photos. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/faces/matcher.h"
#include "index/faces/scale.h"

namespace facefs {

/// Fills in `elder` of each person. Takes over what still holds of `before`, where the sample is the same one.
void find_elders(std::vector<PersonModel>& people, std::span<const PersonModel> before, const ScaleSample& sample,
                 bool same_sample, const MatchSettings& settings);

/// Returns the people who have an elder as text, which the gallery keeps for its readers.
std::string text_of(std::span<const PersonModel> people);
/// Returns the people who have an elder from such a text.
std::vector<Elder> elders_in(std::string_view text);

}  // namespace facefs
