// SPDX-License-Identifier: Apache-2.0
// The faces that are grouped: those which nobody knows and which are large enough to be told apart, in photos that have
// a path. Without scales: grouping has its own (index/faces/clustering.h). Any thread.
#pragma once

#include <optional>
#include <vector>

#include "index/faces/clustering.h"
#include "index/storage/snapshot.h"

namespace facefs {

std::vector<UnknownFace> unknown_faces(const Snapshot& snapshot);

/// Returns nothing for a face that is none of those.
std::optional<UnknownFace> unknown_face(const Snapshot& snapshot, FaceId id);

}  // namespace facefs
