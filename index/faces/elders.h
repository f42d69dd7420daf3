// SPDX-License-Identifier: Apache-2.0
// Two names for one face: who was there first keeps the photos.
//
// Somebody is enrolled a second time under another name (a spelling, a slip of the hand), and no rule can part the two:
// both would lose every photo. So a person whose centre is certainly somebody's who was there before, by the rule by
// which photos are named, has that one as `elder`: the elder's photos stay, as if the other were not there, and the
// user is told (the report, review.tsv). Who was there first is told by decisions.log, never by photos. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/faces/matcher.h"
#include "index/faces/scale.h"

namespace facefs {

/// Fills in `elder` of each; of `before` what still holds is taken over, where the sample is the same one.
void find_elders(std::vector<PersonModel>& people, std::span<const PersonModel> before, const ScaleSample& sample,
                 bool same_sample, const MatchSettings& settings);

/// As the gallery keeps them between the writer's findings and the readers.
std::string text_of(std::span<const PersonModel> people);
std::vector<Elder> elders_in(std::string_view text);

}  // namespace facefs
