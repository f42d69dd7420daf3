// SPDX-License-Identifier: Apache-2.0
// An upright picture in memory: rows of 8-bit RGB without gaps between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace facefs {

struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;  ///< height x width x 3

  Image() = default;
  Image(int columns, int rows)
      : width(columns), height(rows), rgb(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows) * 3) {}

  std::size_t stride() const { return static_cast<std::size_t>(width) * 3; }
  std::uint8_t* row(int y) { return rgb.data() + static_cast<std::size_t>(y) * stride(); }
  const std::uint8_t* row(int y) const { return rgb.data() + static_cast<std::size_t>(y) * stride(); }
};

}  // namespace facefs
