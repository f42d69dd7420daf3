// SPDX-License-Identifier: Apache-2.0
// Finds the faces that are grouped: unknown faces that are large enough to be told apart, in photos that have a path.
// They have no scales yet, because grouping has its own (index/faces/clustering.h). Any thread.
#pragma once

#include <optional>
#include <vector>

#include "index/faces/clustering.h"
#include "index/storage/snapshot.h"

namespace facefs {

std::vector<UnknownFace> unknown_faces(const Snapshot& snapshot, const Space& space);

/// Returns the face; nothing where it is not one of those.
std::optional<UnknownFace> unknown_face(const Snapshot& snapshot, const Space& space, FaceId id);

}  // namespace facefs
