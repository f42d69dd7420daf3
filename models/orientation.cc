// SPDX-License-Identifier: Apache-2.0
#include "models/orientation.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <utility>

namespace facefs {
namespace {

constexpr int kTile = 128;  // pixels; measured: 16 is half as fast, 256 is no faster

/// Tells whether the stored picture's last row is the upright one's first row or column.
bool counts_rows_backwards(Orientation orientation) {
  return orientation == Orientation::turned_180 || orientation == Orientation::mirrored_180 ||
         orientation == Orientation::turned_90 || orientation == Orientation::transverse;
}

bool counts_columns_backwards(Orientation orientation) {
  return orientation == Orientation::mirrored || orientation == Orientation::turned_180 ||
         orientation == Orientation::transverse || orientation == Orientation::turned_270;
}

/// The upright picture's pixel (x, y) is in the stored one at `first` + x `right` + y `down`, all in bytes.
struct Walk {
  std::ptrdiff_t first, right, down;
};

Walk walk_of(Orientation orientation, int width, int height) {
  const std::ptrdiff_t pixel = 3;
  const std::ptrdiff_t row = pixel * width;
  const std::ptrdiff_t last_column = pixel * (width - 1);
  const std::ptrdiff_t last_row = row * (height - 1);
  switch (orientation) {
    case Orientation::upright:
      break;
    case Orientation::mirrored:
      return {last_column, -pixel, row};
    case Orientation::turned_180:
      return {last_row + last_column, -pixel, -row};
    case Orientation::mirrored_180:
      return {last_row, pixel, -row};
    case Orientation::transposed:
      return {0, row, pixel};
    case Orientation::turned_90:
      return {last_row, -row, pixel};
    case Orientation::transverse:
      return {last_row + last_column, -row, -pixel};
    case Orientation::turned_270:
      return {last_column, row, -pixel};
  }
  return {0, pixel, row};
}

/// Copies pixels that are `step` bytes apart, one by one. Each is written with one byte too many, which the next one
/// sets right: one store instead of two.
static_assert(std::endian::native == std::endian::little);
void copy_pixels(const std::uint8_t* from, std::ptrdiff_t step, std::uint8_t* to, int count) {
  for (int i = 0; i + 1 < count; ++i, from += step, to += 3) {
    std::uint16_t two;
    std::memcpy(&two, from, 2);
    const std::uint32_t three = two | std::uint32_t{from[2]} << 16;
    std::memcpy(to, &three, 4);
  }
  std::memcpy(to, from, 3);
}

}  // namespace

Orientation composed(Orientation first, Orientation second) {
  const bool swaps = swaps_sides(first) != swaps_sides(second);
  const bool other_columns = swaps_sides(first) ? counts_rows_backwards(second) : counts_columns_backwards(second);
  const bool other_rows = swaps_sides(first) ? counts_columns_backwards(second) : counts_rows_backwards(second);
  const bool columns = counts_columns_backwards(first) != other_columns;
  const bool rows = counts_rows_backwards(first) != other_rows;
  for (int number = 1; number <= 8; ++number)
    if (const auto both = static_cast<Orientation>(number);
        swaps_sides(both) == swaps && counts_columns_backwards(both) == columns && counts_rows_backwards(both) == rows)
      return both;
  return Orientation::upright;
}

bool swaps_sides(Orientation orientation) {
  return orientation >= Orientation::transposed;
}

Rect stored_part(const Rect& upright, int width, int height, Orientation orientation) {
  Rect part = upright;
  if (swaps_sides(orientation)) part = {upright.y, upright.x, upright.height, upright.width};
  if (counts_columns_backwards(orientation)) part.x = width - part.x - part.width;
  if (counts_rows_backwards(orientation)) part.y = height - part.y - part.height;
  return part;
}

Rect upright_part(const Rect& stored, int width, int height, Orientation orientation) {
  Orientation back = orientation;
  if (orientation == Orientation::turned_90) back = Orientation::turned_270;
  if (orientation == Orientation::turned_270) back = Orientation::turned_90;
  const bool swaps = swaps_sides(orientation);
  return stored_part(stored, swaps ? height : width, swaps ? width : height, back);
}

Image upright_canvas(int width, int height, Orientation orientation) {
  return swaps_sides(orientation) ? Image(height, width) : Image(width, height);
}

void put_upright(const Image& band, int first, int rows, int height, Orientation orientation, Image& upright) {
  const Walk walk = walk_of(orientation, band.width, height);
  const std::ptrdiff_t start = walk.first - static_cast<std::ptrdiff_t>(band.stride()) * first;
  // The band is a strip of the upright picture: of rows, or of columns.
  const int begin = counts_rows_backwards(orientation) ? height - first - rows : first;
  const bool columns = swaps_sides(orientation);
  const int x_begin = columns ? begin : 0, x_end = columns ? begin + rows : upright.width;
  const int y_begin = columns ? 0 : begin, y_end = columns ? upright.height : begin + rows;
  for (int top = y_begin; top < y_end; top += kTile)
    for (int left = x_begin; left < x_end; left += kTile)
      for (int y = top; y < std::min(top + kTile, y_end); ++y)
        copy_pixels(band.rgb.data() + (start + y * walk.down + left * walk.right), walk.right,
                    upright.row(y) + std::ptrdiff_t{3} * left, std::min(kTile, x_end - left));
}

Image turned_upright(Image image, Orientation orientation) {
  if (orientation == Orientation::upright) return image;
  Image upright = upright_canvas(image.width, image.height, orientation);
  put_upright(image, 0, image.height, image.height, orientation, upright);
  return upright;
}

}  // namespace facefs
