// SPDX-License-Identifier: Apache-2.0
// The people that faces are matched against, from the gallery's references and the faces that the user named. Any
// thread.
#pragma once

#include <vector>

#include "index/faces/elders.h"
#include "index/faces/matcher.h"
#include "index/storage/snapshot.h"

namespace facefs {

/// Returns a model for each person with a reference that teaches, or with a face that the user named. People who were
/// merged have one each.
std::vector<PersonModel> person_models(const Snapshot& snapshot);

/// Returns the people who have an elder, and who that is.
std::vector<Elder> elders(const Snapshot& snapshot);

}  // namespace facefs
