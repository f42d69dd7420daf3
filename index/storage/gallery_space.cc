// SPDX-License-Identifier: Apache-2.0
#include "index/storage/gallery_space.h"

namespace facefs {

const Space& space_of(const Snapshot& snapshot) {
  return space_of(embedder_in(snapshot.text("models")).value_or(EmbedderKind::dlib));
}

CodeLayout layout_of(const Snapshot& snapshot) {
  return layout_for(space_of(snapshot).embedder);
}

}  // namespace facefs
