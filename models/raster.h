// SPDX-License-Identifier: Apache-2.0
// A decoded photo, upright: small for a detector, parts at full size for what is cut from it, or as a whole.
//
// A JPEG stays in its own planes, turned as it is stored, and only what is asked for becomes RGB and upright: half the
// memory, and most of a photo's pixels are never converted. Other formats are RGB from the start. Any thread.
#pragma once

#include <utility>
#include <variant>

#include "models/exif.h"
#include "models/image.h"
#include "models/ycc_planes.h"

namespace facefs {

class Raster {
 public:
  Raster() = default;
  Raster(Image upright) : pixels_(std::move(upright)) {}
  Raster(YccPlanes stored, Orientation orientation) : pixels_(std::move(stored)), orientation_(orientation) {}

  int width() const;
  int height() const;

  /// What of that lies in the photo.
  Rect within(const Rect& wanted) const;

  /// Some of the photo at full size. Of RGB it lives no longer than the photo.
  class Part {
   public:
    Part(const Rect& where, Image made) : place(where), made_(std::move(made)) {}
    Part(const Rect& where, const Image* lent) : place(where), lent_(lent) {}
    const Image& image() const { return lent_ ? *lent_ : made_; }
    Rect place;  ///< of the image

   private:
    Image made_;
    const Image* lent_ = nullptr;
  };
  /// `wanted`, as far as it lies in the photo; of RGB the whole, because that costs nothing.
  Part part(const Rect& wanted) const&;
  Part part(const Rect& wanted) && = delete;

  Image whole() const&;
  Image whole() &&;  ///< without a copy where it is RGB; nothing of it is left

  /// Its long side at most `side` pixels; as it is where it is not longer.
  Image shrunk(int side) const;

 private:
  std::variant<Image, YccPlanes> pixels_;
  Orientation orientation_ = Orientation::upright;  ///< of planes
};

}  // namespace facefs
