// SPDX-License-Identifier: Apache-2.0
// The people that faces are matched against, from the gallery's references and the faces that the user named. Any
// thread.
#pragma once

#include <vector>

#include "index/faces/elders.h"
#include "index/faces/matcher.h"
#include "index/storage/snapshot.h"

namespace facefs {

/// Returns people with a reference that teaches, or a face the user named; one for each of those who were merged.
std::vector<PersonModel> person_models(const Snapshot& snapshot);

/// Returns who has an elder.
std::vector<Elder> elders(const Snapshot& snapshot);

}  // namespace facefs
