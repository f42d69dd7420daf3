// SPDX-License-Identifier: Apache-2.0
// A convolutional network as a chain of row sources. Each one pulls rows from the one above it and keeps the three that
// its filter covers. So what one layer makes is still in the processor's cache when the next one needs it. The memory
// does not grow with the picture's height: it is several hundred kilobytes at a width of 640 pixels.
//
// Rows are channels-last floats, `width` x `channels`; channels come in blocks of 16 (kBlock). A row stays valid until
// the next one is pulled. One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "models/image.h"
#include "models/lanes.h"

namespace facefs {

class RowSource {
 public:
  RowSource(int columns, int rows, int depth) : width(columns), height(rows), channels(depth) {}
  virtual ~RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;

  /// Returns the next of `height` rows.
  virtual const float* next() = 0;

  const int width, height, channels;
};

/// 3 x 3 filters over three channels of bytes: [filter][channel][row][column].
struct StemWeights {
  std::vector<float> filters, bias;
};

/// Convolves each second pixel of each second row of the picture, with relu. The picture's channels are reversed,
/// because YuNet was trained on BGR. The picture is filled up with black to `width` x `height`, below and on the right.
std::unique_ptr<RowSource> stem_rows(const Image& picture, int width, int height, const StemWeights& weights);

/// A 1 x 1 convolution, then a 3 x 3 one in each channel (Howard et al., "MobileNets", 2017).
struct SeparableWeights {
  /// Makes weights that are all zeros.
  SeparableWeights(int from, int to);
  /// Sets `count` filters, from `at` on, as a file has them: [filter][input], and [filter][row][column].
  void put(int at, int count, const float* pointwise, const float* pointwise_bias, const float* depthwise,
           const float* depthwise_bias);

  int inputs, outputs;
  std::vector<float> point;  ///< [block of outputs][input][kBlock]
  std::vector<float> point_bias;
  std::vector<float> depth;  ///< [row][column][output]
  std::vector<float> depth_bias;
};

enum class Ending { plain, relu };

std::unique_ptr<RowSource> separable_rows(RowSource& from, const SeparableWeights& weights, Ending ending);

/// Returns the largest of each 2 x 2 pixels.
std::unique_ptr<RowSource> pooled_rows(RowSource& from);

/// All rows of a source, kept.
struct FeatureMap {
  explicit FeatureMap(RowSource& from);
  const float* row(int y) const { return values.data() + static_cast<std::size_t>(y) * width * channels; }

  std::size_t width, height, channels;
  std::vector<float> values;
};

std::unique_ptr<RowSource> rows_of(const FeatureMap& map);
/// Returns `map` plus `coarse`, which is half as wide and high: each of its pixels counts for four.
std::unique_ptr<RowSource> sum_rows(const FeatureMap& map, const FeatureMap& coarse);

}  // namespace facefs
