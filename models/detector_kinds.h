// SPDX-License-Identifier: Apache-2.0
// The makers of each detector, so that only its own file sees its library.
#pragma once

#include "models/detector.h"

namespace facefs {

/// YuNet (Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023) run by OpenCV's dnn.
std::unique_ptr<Detector> make_yunet(const std::filesystem::path& models);

/// dlib's frontal face detector: histograms of oriented gradients, upsampled once as face_recognition does.
std::unique_ptr<Detector> make_hog();

}  // namespace facefs
