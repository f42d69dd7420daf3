// SPDX-License-Identifier: Apache-2.0
// SFace's numbers (Zhong et al., "SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition", 2021;
// weights 2021dec of OpenCV's model zoo), in the order in which a picture passes them.
//
// The network is a MobileNet: a convolution over the picture, then thirteen pairs of a 3 x 3 convolution in each
// channel and a 1 x 1 convolution. A parametric relu follows each: x where x > 0, slope x elsewhere. The last layer
// weighs every number of the 7 x 7 x 1024 that come out. Batch norms are folded into the layers beside them. The last
// layer stays in the file's own bytes, because its 6.4 million weights are two thirds of all.
#pragma once

#include <array>
#include <filesystem>
#include <vector>

#include "models/onnx_numbers.h"

namespace facefs {

inline constexpr std::size_t kSfaceStem = 32;        ///< channels that the first convolution makes
inline constexpr std::size_t kSfaceChannels = 1024;  ///< channels of the last pair
inline constexpr std::size_t kSfaceCells = 49;       ///< pixels of the last pair: 7 x 7
inline constexpr std::size_t kSfaceBlock = 64;       ///< weights of the last layer that share a scale

/// What follows a convolution, one number for each of its outputs.
struct SfaceEnding {
  std::vector<float> bias, slopes;
};

struct SfacePair {
  std::size_t inputs = 0, outputs = 0;
  std::size_t stride = 1;        ///< of the 3 x 3 convolution, which is padded by one pixel
  std::vector<float> depthwise;  ///< [row][column][input]
  SfaceEnding middle;
  std::vector<float> pointwise;  ///< [output][input]
  SfaceEnding ending;
};

struct SfaceNetwork {
  std::vector<float> stem;  ///< [row][column][channel of the picture][output]; stride 1, padded by one pixel
  SfaceEnding stem_ending;
  std::array<SfacePair, 13> pairs;
  std::vector<float> input_scale;   ///< of the last layer, one a channel
  ByteMatrix projection;            ///< 128 rows; columns are [channel][cell]
  std::vector<float> output_scale;  ///< one a row, and then the bias is added
  std::vector<float> output_bias;
};

/// Reads the network. Throws std::runtime_error naming the file when it cannot be loaded.
SfaceNetwork sface_network(const std::filesystem::path& models);

}  // namespace facefs
