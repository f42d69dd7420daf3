// SPDX-License-Identifier: Apache-2.0
// YuNet's file, read by OpenCV: the whole network, or the weights of its convolutions.
#pragma once

#include <filesystem>
#include <opencv2/dnn.hpp>
#include <vector>

namespace facefs {

/// Loads the network. Throws std::runtime_error naming the file when it cannot be loaded.
cv::dnn::Net load_yunet(const std::filesystem::path& models);

struct Convolution {
  cv::Mat filters;  ///< [filter][channel][row][column]
  cv::Mat bias;
};
/// Returns the convolutions in the order of the file, in which a picture passes them.
std::vector<Convolution> yunet_convolutions(const std::filesystem::path& models);

}  // namespace facefs
