// SPDX-License-Identifier: Apache-2.0
// What is known of a photo and why, as the JSON of `facefs explain` and of the xattr user.facefs.faces.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "index/faces/matcher.h"
#include "index/storage/people.h"
#include "index/storage/snapshot.h"
#include "index/values/ids.h"
#include "system/guarded.h"

namespace facefs {

/// Who is near a face, also where nobody is near enough to be kept with it. The people of one moment are kept for the
/// next question. Any thread.
class Explainer {
 public:
  explicit Explainer(const MatchSettings& settings) : settings_(settings) {}

  /// {"photo": path, "facts": {taken, orientation, ...}, "faces": [{box, verdict, person, distance, runner_up, rule,
  /// ...}]}
  nlohmann::ordered_json explanation_of(const Snapshot& snapshot, PhotoId photo) const;

 private:
  using Models = std::vector<PersonModel>;
  std::shared_ptr<const Models> people_at(const Snapshot& snapshot) const;

  /// The people of one moment, for all who ask at that moment.
  struct Known {
    std::shared_ptr<const Models> people;
    Snapshot::Moment moment;
  };

  MatchSettings settings_;
  mutable Guarded<Known> known_;
};

/// {person: [path, ...]}: certain matches, the dictionary that the seed's script built.
nlohmann::ordered_json person_index(const Snapshot& snapshot);

/// Comma-separated names of those certainly in the photo, as user.xdg.tags holds them.
std::string people_in(const Snapshot& snapshot, PhotoId photo);

}  // namespace facefs
