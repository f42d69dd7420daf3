// SPDX-License-Identifier: Apache-2.0
// The directions in which dlib's embeddings differ, those in which they differ most first: an embedding's numbers along
// them are as far from another's as the embeddings are, and the first few say nearly all of that.
//
// The network's last layer makes 128 numbers out of 256, in only some 80 directions: its singular vectors, by
// decreasing singular value (face_axes_table.h; a test holds them against the weights). Of the squared distance of real
// faces the first 48 hold 85 %, the first 64 95 %. (The principal axes of some real faces hold no more of other ones';
// docs/matching.md.) They depend on no photo, and a search stays exact whatever it is given: another network's faces
// would only be searched more slowly. A change of them is a new schema: galleries are kept by them. Pure.
#pragma once

#include "models/face.h"

namespace facefs {

/// How many of the axes come first because something is known of them; the others stand at right angles.
inline constexpr std::size_t kLeadingAxes = 64;

/// The numbers along the axes. Lengths and distances are the embedding's own, but for rounding (1e-7).
Embedding along_axes(const Embedding& embedding);

/// The embedding whose numbers along the axes these are.
Embedding from_axes(const Embedding& along);

}  // namespace facefs
