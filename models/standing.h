// SPDX-License-Identifier: Apache-2.0
// Tells which way up a picture stands, by the faces in it, where its file says nothing or says it wrongly.
//
// A detector that was trained on upright faces also finds one that lies on its side or stands on its head. But its box
// is wrong then, and its score lower. Of 554 pictures of people none scored higher upside down: the score was at least
// 0.03 lower. Lying on their side, three came nearer than 0.02 (docs/matching.md). Costs four detections of a small
// copy.
#pragma once

#include "models/detector.h"
#include "models/exif.h"
#include "models/face.h"
#include "models/raster.h"

namespace facefs {

/// Returns how the picture must be turned further to stand upright. Without a face that is clearer another way it is
/// not turned.
Orientation standing_of(Detector& detector, const Raster& photo);

/// Returns the same for a photo, of which this was found as it is. Looks at a smaller copy, and only where nobody was
/// found whose face stands upright for sure: YuNet's score of the surest is then lower.
Orientation standing_of(Detector& detector, const Raster& photo, const std::vector<Detection>& found);

/// Returns the face where it is in a picture of that width and height. `face` is where it was found after that picture
/// was turned as `turn` says: by 90, 180 or 270 degrees.
Face turned_back(Face face, float width, float height, Orientation turn);

}  // namespace facefs
