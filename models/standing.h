// SPDX-License-Identifier: Apache-2.0
// Which way up a picture stands that says nothing of it, or says it wrongly: told by the faces in it.
//
// A detector that was trained on upright faces finds one that lies or stands on its head, too, at a wrong box, but with
// a lower score. Of 554 pictures of people none scored higher upside down (at least 0.03 lower); of one lying on its
// side three came nearer than 0.02 (docs/matching.md). Costs four detections of a small copy.
#pragma once

#include "models/detector.h"
#include "models/exif.h"
#include "models/face.h"
#include "models/raster.h"

namespace facefs {

/// How the picture must be turned further to stand upright. Without a face that is clearer another way: not at all.
Orientation standing_of(Detector& detector, const Raster& photo);

/// The face where it is in a picture of that width and height, found where it is once that is turned as `turn` says,
/// which is one of the three quarter turns.
Face turned_back(Face face, float width, float height, Orientation turn);

}  // namespace facefs
