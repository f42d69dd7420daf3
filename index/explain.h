// SPDX-License-Identifier: Apache-2.0
// What is known of a photo and why, as the JSON of `facefs explain` and of the xattr user.facefs.faces.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "index/snapshot.h"

namespace facefs {

/// {"photo": path, "faces": [{box, verdict, person, distance, runner_up, rule, ...}]}
nlohmann::ordered_json explanation_of(const Snapshot& snapshot, PhotoId photo);

/// {person: [path, ...]}: certain matches, the dictionary that the seed's script built.
nlohmann::ordered_json person_index(const Snapshot& snapshot);

/// Comma-separated names of those certainly in the photo, as user.xdg.tags holds them.
std::string people_in(const Snapshot& snapshot, PhotoId photo);

}  // namespace facefs
