// SPDX-License-Identifier: Apache-2.0
// A picture in memory: rows of 8-bit RGB without gaps between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace facefs {

/// Leaves new bytes as they are. Every byte of a picture is written at once, and to clear 36 MB first costs
/// milliseconds.
template <typename T>
struct Uncleared : std::allocator<T> {
  template <typename U>
  struct rebind {
    using other = Uncleared<U>;
  };
  using std::allocator<T>::allocator;
  void construct(T* at) { ::new (static_cast<void*>(at)) T; }
  template <typename... Values>
  void construct(T* at, Values&&... values) {
    std::construct_at(at, std::forward<Values>(values)...);
  }
};

struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// A picture. The pixels of a new one have no value until they are given one.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t, Uncleared<std::uint8_t>> rgb;  ///< height x width x 3

  Image() = default;
  Image(int columns, int rows)
      : width(columns), height(rows), rgb(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows) * 3) {}

  std::size_t stride() const { return static_cast<std::size_t>(width) * 3; }
  std::uint8_t* row(int y) { return rgb.data() + static_cast<std::size_t>(y) * stride(); }
  const std::uint8_t* row(int y) const { return rgb.data() + static_cast<std::size_t>(y) * stride(); }
};

}  // namespace facefs
