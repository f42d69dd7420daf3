// SPDX-License-Identifier: Apache-2.0
// YuNet itself (Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023; weights 2023mar of OpenCV's model
// zoo). It takes a picture, and returns what the network says of each cell of three grids.
//
// The same weights can be run in two ways. facefs uses our own rows (models/row_network.h). OpenCV's dnn is the
// reference that a test holds them equal to. One thread at a time.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <vector>

#include "models/image.h"

namespace facefs {

/// One grid, row by row: cells of `stride` x `stride` pixels.
struct YunetGrid {
  static constexpr std::array<int, 3> kStrides = {8, 16, 32};

  int columns = 0, rows = 0, stride = 0;
  std::vector<float> classes, objects;  ///< 0 to 1: that it is a face, that it is anything
  std::vector<float> boxes;   ///< four a cell: centre from the cell, logarithm of width and height, in strides
  std::vector<float> points;  ///< ten a cell: two eyes, nose, two corners of the mouth
};
using YunetGrids = std::array<YunetGrid, 3>;

/// Returns `pixels`, filled up to a whole number of the coarsest grid's cells.
constexpr int whole_cells(int pixels) {
  return (pixels + 31) / 32 * 32;
}

class YunetNetwork {
 public:
  virtual ~YunetNetwork() = default;
  /// Runs the network. The picture is filled up with black, on the right and below, to a multiple of 32 pixels.
  virtual YunetGrids run(const Image& picture) = 0;
};

/// Loads the network. Throws std::runtime_error naming the file when it cannot be loaded.
std::unique_ptr<YunetNetwork> yunet_in_rows(const std::filesystem::path& models);
std::unique_ptr<YunetNetwork> yunet_in_opencv(const std::filesystem::path& models);

}  // namespace facefs
