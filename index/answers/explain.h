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

/// Explains who is near a face, even where nobody is near enough to be kept with it. Keeps the people of one moment for
/// the next question. Any thread.
class Explainer {
 public:
  explicit Explainer(const MatchSettings& settings) : settings_(settings) {}

  /// Returns {"photo": path, "facts": {taken, orientation, ...}, "faces": [{box, verdict, person, distance, runner_up,
  /// rule, ...}], "shows": [person, ...]}.
  nlohmann::ordered_json explanation_of(const Snapshot& snapshot, PhotoId photo) const;

 private:
  using Models = std::vector<PersonModel>;
  std::shared_ptr<const Models> people_at(const Snapshot& snapshot) const;

  /// The people of one moment, for all questions at that moment.
  struct Known {
    std::shared_ptr<const Models> people;
    Snapshot::Moment moment;
  };

  MatchSettings settings_;
  mutable Guarded<Known> known_;
};

/// Returns {person: [path, ...]} of the shown people's photos: the dictionary that the seed's script built.
nlohmann::ordered_json person_index(const Snapshot& snapshot);

/// Returns the names of the people who are certainly in the photo, separated by commas, as user.xdg.tags holds them.
std::string people_in(const Snapshot& snapshot, PhotoId photo);

}  // namespace facefs
