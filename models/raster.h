// SPDX-License-Identifier: Apache-2.0
// A decoded photo, upright: small for a detector, in parts at full size, or as a whole.
//
// A JPEG stays in its own planes, turned as it is stored. Only what is asked for becomes RGB and upright. That takes
// half the memory, and most of a photo's pixels are never converted. Other formats are RGB from the start. Any thread.
#pragma once

#include <memory>
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
  Raster(YccPlanes stored, Orientation orientation)
      : Raster(std::make_shared<const YccPlanes>(std::move(stored)), orientation) {}

  int width() const;
  int height() const;

  /// Returns the part of `wanted` that lies in the photo.
  Rect within(const Rect& wanted) const;

  /// A part of the photo at full size. A part of an RGB photo lives no longer than the photo.
  class Part {
   public:
    Part(const Rect& where, Image made) : place(where), made_(std::move(made)) {}
    Part(const Rect& where, const Image* lent) : place(where), lent_(lent) {}
    const Image& image() const { return lent_ ? *lent_ : made_; }
    Rect place;  ///< where the image is in the photo

   private:
    Image made_;
    const Image* lent_ = nullptr;
  };
  /// Returns `wanted`, as far as it lies in the photo. Of an RGB photo it returns the whole, because that costs
  /// nothing.
  Part part(const Rect& wanted) const&;
  Part part(const Rect& wanted) && = delete;

  /// Returns a picture of its own of `wanted`, as far as it lies in the photo.
  Image cut_out(const Rect& wanted) const;

  Image whole() const&;
  Image whole() &&;  ///< without a copy where it is RGB; the raster is then empty

  /// Returns the photo turned. A JPEG's planes are shared, and nothing is copied. Of an RGB photo, a copy is turned
  /// whose long side is at most `side` pixels.
  Raster turned(Orientation turn, int side) const;

  /// Returns the photo with its long side at most `side` pixels; as it is where it is not longer.
  Image shrunk(int side) const;

 private:
  using Stored = std::shared_ptr<const YccPlanes>;
  Raster(Stored stored, Orientation orientation) : pixels_(std::move(stored)), orientation_(orientation) {}

  const YccPlanes& planes() const { return *std::get<Stored>(pixels_); }

  std::variant<Image, Stored> pixels_;
  Orientation orientation_ = Orientation::upright;  ///< of the planes
};

}  // namespace facefs
