// SPDX-License-Identifier: Apache-2.0
// Draws boxes and names over a picture, for people to look at.
#pragma once

#include <string>
#include <vector>

#include "models/face.h"
#include "models/image.h"

namespace facefs {

/// A face's frame, and the text above it.
struct Label {
  Box box;
  std::string name;
};

/// Draws a green frame and a red name ten pixels above it (below it at the picture's top). Both are scaled with the
/// picture, so that they can be read on a photo of any size. OpenCV's font has ASCII alone: other characters are drawn
/// as '?'.
void draw_labels(Image& image, const std::vector<Label>& labels);

}  // namespace facefs
