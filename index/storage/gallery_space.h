// SPDX-License-Identifier: Apache-2.0
// The space of a gallery's embeddings: that of the embedder which made them (index/faces/space.h). Any thread.
#pragma once

#include "index/faces/space.h"
#include "index/search/code_layout.h"
#include "index/storage/snapshot.h"

namespace facefs {

/// Returns the space of the network that photos are read with now. A gallery that does not say so is from before there
/// were two networks: it has dlib's.
const Space& space_of(const Snapshot& snapshot);
/// Returns the layout of the codes of that space.
CodeLayout layout_of(const Snapshot& snapshot);

}  // namespace facefs
