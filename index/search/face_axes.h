// SPDX-License-Identifier: Apache-2.0
// The directions in which dlib's embeddings differ, those of the largest difference first. Numbers along these axes
// have the same distances as the embeddings, and the first few numbers hold nearly all of a distance.
//
// The network's last layer makes 128 numbers out of 256, in only about 80 directions. The axes are its singular
// vectors, by decreasing singular value (face_axes_table.h; a test compares them with the weights). Of the squared
// distance of real faces the first 48 numbers hold 85 %, the first 64 hold 95 %. (The principal axes of some real faces
// hold no more of other faces' distances; docs/matching.md.)
//
// The axes depend on no photo, and a search is exact with any embeddings. SFace's lie in all directions alike, so that
// no axes would help (docs/matching.md): they are searched by all their numbers, more slowly. Other axes need a new
// schema, because galleries store faces along them. Pure.
#pragma once

#include "models/face.h"

namespace facefs {

/// How many axes come from the network, and come first. The others are only at right angles to them.
inline constexpr std::size_t kLeadingAxes = 64;

/// Returns the numbers along the axes. Lengths and distances stay those of the embedding, except for rounding (1e-7).
Embedding along_axes(const Embedding& embedding);

/// Returns the embedding that has these numbers along the axes.
Embedding from_axes(const Embedding& along);

}  // namespace facefs
