// SPDX-License-Identifier: Apache-2.0
// An Image as dlib's generic image, without a copy. It has what dlib's templates ask of an image type, and nothing
// more.
#pragma once

#include <dlib/image_processing/generic_image.h>
#include <dlib/pixel.h>

#include "models/image.h"

namespace facefs {

struct DlibImage {
  explicit DlibImage(const Image& source) : image(&source) {}
  const Image* image;
};

// Found by dlib through argument-dependent look-up (dlib/image_processing/generic_image.h says which it wants).
inline long num_rows(const DlibImage& view) {
  return view.image->height;
}
inline long num_columns(const DlibImage& view) {
  return view.image->width;
}
inline long width_step(const DlibImage& view) {
  return static_cast<long>(view.image->stride());
}
inline const void* image_data(const DlibImage& view) {
  return view.image->rgb.data();
}

}  // namespace facefs

namespace dlib {
template <>
struct image_traits<facefs::DlibImage> {
  using pixel_type = rgb_pixel;
};
template <>
struct image_traits<const facefs::DlibImage> {
  using pixel_type = rgb_pixel;
};
}  // namespace dlib
