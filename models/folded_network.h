// SPDX-License-Identifier: Apache-2.0
// The face network's weights, with each batch norm folded into the convolution below it. They are in the order in which
// a picture passes them: what an engine other than dlib's needs to run the network.
//
// Read once, before the workers are forked (models/fork_server.h). dlib is asked for the numbers themselves, so none is
// rounded on the way.
#pragma once

#include <filesystem>
#include <vector>

namespace facefs {

struct FoldedConvolution {
  int filters = 0;
  int channels = 0;
  int side = 0;                ///< of a filter: 7 or 3
  std::vector<float> weights;  ///< filters x channels x side x side
  std::vector<float> bias;     ///< one a filter
};

struct FoldedNetwork {
  std::vector<FoldedConvolution> convolutions;  ///< 29
  std::vector<float> projection;                ///< 256 x 128: from the last layer's means to the embedding
};

/// Loads the network and folds it. Throws std::runtime_error naming the file when it cannot be loaded.
FoldedNetwork folded_network(const std::filesystem::path& models);

}  // namespace facefs
