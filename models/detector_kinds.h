// SPDX-License-Identifier: Apache-2.0
// The makers of each detector, so that only its own file sees its library.
#pragma once

#include "models/detector.h"
#include "models/yunet_network.h"

namespace facefs {

/// The long side of the picture, in pixels, at the first look, at a second one where small faces are likely, and at a
/// third one where the second has found small ones. Measured on 27 pictures with 89 faces: at 640 pixels a score above
/// 0.7 finds all 89, and one that is no face (docs/matching.md).
struct Looks {
  int first = 640;
  int second = 1280;
  int third = 2560;
};

std::unique_ptr<Detector> make_yunet(std::unique_ptr<YunetNetwork> network, Looks looks = {});

/// Makes dlib's frontal face detector: histograms of oriented gradients, upsampled once as face_recognition does.
std::unique_ptr<Detector> make_hog();

}  // namespace facefs
