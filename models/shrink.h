// SPDX-License-Identifier: Apache-2.0
// A large picture made small: what a detector looks at.
//
// First by a whole number of pixels to one, with sums instead of weights, because that reads twelve megapixels at the
// speed of memory (cv::resize with INTER_AREA takes ten times as long); then the rest by bilinear interpolation. Pure.
#pragma once

#include "models/image.h"

namespace facefs {

/// Its long side at most `side` pixels; the picture itself where it is not longer.
Image shrunk(const Image& image, int side);

/// Each pixel the mean of `factor` x `factor` ones (2 to kMostBox); rows and columns that are left over go.
Image boxed(const Image& image, int factor);
inline constexpr int kMostBox = 16;  // its sums fit 16 bits

}  // namespace facefs
