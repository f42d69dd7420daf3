// SPDX-License-Identifier: Apache-2.0
#include "models/ycc_planes.h"

#include <algorithm>

#include "models/shrink.h"
#include "models/upright_canvas.h"
#include "system/clones.h"

namespace facefs {
namespace {

// ITU-R BT.601 as JFIF has it, in 65536ths: jdcolor.c's own numbers, rounded where it rounds.
constexpr int kRedOfCr = 91881, kGreenOfCb = 22554, kGreenOfCr = 46802, kBlueOfCb = 116130;
constexpr int kHalf = 1 << 15;

std::uint8_t clamped(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

FACEFS_CLONES_FOR_BYTES void rgb_row(std::uint8_t* rgb, const std::uint8_t* brightness, const std::uint8_t* cb,
                                     const std::uint8_t* cr, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const int y = brightness[i], b = cb[i] - 128, r = cr[i] - 128;
    rgb[3 * i] = clamped(y + ((kRedOfCr * r + kHalf) >> 16));
    rgb[3 * i + 1] = clamped(y + ((kHalf - kGreenOfCb * b - kGreenOfCr * r) >> 16));
    rgb[3 * i + 2] = clamped(y + ((kBlueOfCb * b + kHalf) >> 16));
  }
}

/// Adds three parts of the nearer row and one of the other: four times the value.
FACEFS_CLONES_FOR_BYTES void add_rows(std::uint16_t* sums, const std::uint8_t* nearer, const std::uint8_t* further,
                                      std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(3 * nearer[i] + further[i]);
}

/// Makes two pixels of each sum except the first and the last. libjpeg rounds the two differently, so that a plain
/// colour gets no drift. `left_half` and `right_half` are what it adds; where the sums are of one row they have other
/// values.
FACEFS_CLONES_FOR_BYTES void spread(std::uint8_t* pixels, const std::uint16_t* sums, std::size_t count, int left_half,
                                    int right_half) {
  for (std::size_t i = 0; i < count; ++i) {
    const int three = 3 * sums[i + 1];
    pixels[2 * i] = static_cast<std::uint8_t>((three + sums[i] + left_half) >> 4);
    pixels[2 * i + 1] = static_cast<std::uint8_t>((three + sums[i + 2] + right_half) >> 4);
  }
}

/// One colour of one row of pixels at a time, from an even column on.
class ColourRow {
 public:
  ColourRow(const YccPlanes& planes, int which, int begin, int end)
      : planes_(planes),
        which_(which),
        first_(begin / 2),
        count_(static_cast<std::size_t>((end + 1) / 2 - first_)),
        sums_(count_ + 2),
        pixels_(2 * count_) {}

  const std::uint8_t* at(int y) {
    const int row = planes_.rows_halved ? y / 2 : y;
    const int other = planes_.rows_halved ? std::clamp(y % 2 ? row + 1 : row - 1, 0, planes_.colour_height() - 1) : row;
    const std::uint8_t* const nearer = planes_.colour(which_, row);
    const std::uint8_t* const further = planes_.colour(which_, other);
    add_rows(sums_.data() + 1, nearer + first_, further + first_, count_);
    sums_.front() = sum_at(nearer, further, first_ - 1);
    sums_.back() = sum_at(nearer, further, first_ + static_cast<int>(count_));
    spread(pixels_.data(), sums_.data(), count_, planes_.rows_halved ? 8 : 4, planes_.rows_halved ? 7 : 8);
    return pixels_.data();
  }

 private:
  /// Returns the sum at a column. Beyond the edge it is as at the edge.
  std::uint16_t sum_at(const std::uint8_t* nearer, const std::uint8_t* further, int column) const {
    const int there = std::clamp(column, 0, planes_.colour_width() - 1);
    return static_cast<std::uint16_t>(3 * nearer[there] + further[there]);
  }

  const YccPlanes& planes_;
  const int which_, first_;
  const std::size_t count_;
  std::vector<std::uint16_t> sums_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace

YccPlanes::YccPlanes(int columns, int rows, bool halves_rows)
    : width(columns),
      height(rows),
      rows_halved(halves_rows),
      stride(static_cast<std::size_t>(columns + 15) / 16 * 16),
      bytes(stride * stored_rows() * (halves_rows ? 3 : 4) / 2) {}

std::size_t YccPlanes::colour_at(int which, int y) const {
  const std::size_t plane = stride / 2 * stored_rows() / (rows_halved ? 2 : 1);
  return stride * stored_rows() + static_cast<std::size_t>(which) * plane + static_cast<std::size_t>(y) * (stride / 2);
}

Image rgb_of(const YccPlanes& planes, const Rect& part, Orientation orientation) {
  UprightCanvas canvas(part.width, part.height, orientation);
  const int begin = part.x & ~1, end = part.x + part.width;
  const auto skipped = static_cast<std::size_t>(part.x - begin);
  ColourRow cb(planes, 0, begin, end), cr(planes, 1, begin, end);
  for (int y = part.y; y < part.y + part.height; ++y)
    rgb_row(canvas.next_row(), planes.brightness(y) + part.x, cb.at(y) + skipped, cr.at(y) + skipped,
            static_cast<std::size_t>(part.width));
  return canvas.take();
}

Image shrunk(const YccPlanes& planes, int side) {
  Image image = shrunk_canvas(planes.width, planes.height, side);
  const int factor = std::max(planes.width, planes.height) / side;  // colours have half the columns, half or all rows
  const int across = std::max(1, factor / 2), down = planes.rows_halved ? across : factor;
  const std::size_t count = image.stride() / 3, pixels = image.rgb.size() / 3;
  std::vector<std::uint8_t> small(3 * pixels);
  shrink({planes.brightness(0), planes.width, planes.height, planes.stride}, factor, factor, small.data(), image.width,
         image.height);
  for (const int which : {0, 1})
    shrink({planes.colour(which, 0), planes.colour_width(), planes.colour_height(), planes.stride / 2}, across, down,
           small.data() + static_cast<std::size_t>(1 + which) * pixels, image.width, image.height);
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* const row = small.data() + static_cast<std::size_t>(y) * count;
    rgb_row(image.row(y), row, row + pixels, row + 2 * pixels, count);
  }
  return image;
}

}  // namespace facefs
