// SPDX-License-Identifier: Apache-2.0
// An Image as OpenCV sees it, without a copy. The matrix lives no longer than the image.
#pragma once

#include <opencv2/core/mat.hpp>

#include "models/image.h"

namespace facefs {

inline cv::Mat cv_view(const Image& image) {
  return {image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.rgb.data())};
}

}  // namespace facefs
