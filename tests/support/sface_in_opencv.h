// SPDX-License-Identifier: Apache-2.0
// SFace as OpenCV runs it, layer by layer as the file has them: no batch norm is folded, and every weight is a float.
// The reference that the engine is held equal to. (OpenCV 4.6 cannot read the file itself.)
#pragma once

#include <opencv2/dnn.hpp>
#include <string>
#include <vector>

#include "models/cv_image.h"
#include "models/image.h"
#include "models/onnx_numbers.h"
#include "models/weights.h"

namespace facefs::test {

class SfaceInOpencv {
 public:
  explicit SfaceInOpencv(const std::filesystem::path& models) : file_(models / kSfaceFile) {
    convolution("conv_1", 3, 32, 3, 1, 1);
    const int channels[] = {32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
    for (int i = 2; i <= 14; ++i) {
      const int from = channels[i - 2], to = channels[i - 1];
      const bool halves = i == 3 || i == 5 || i == 7 || i == 13;
      const std::string name = "conv_" + std::to_string(i);
      convolution(name + "_dw", from, from, 3, halves ? 2 : 1, from);
      convolution(name, from, to, 1, 1, 1);
    }
    norm("bn1", 1024, 2e-5F);
    cv::dnn::LayerParams product;
    product.set("num_output", 128);
    product.blobs = {matrix(file_.bytes("pre_fc1_weight", 128, 50176).floats(), {128, 50176}),
                     matrix(file_.bytes("pre_fc1_bias", 1, 128).floats(), {1, 128})};
    add("InnerProduct", "pre_fc1", product);
    norm("fc1", 128, 2e-5F);
  }

  /// Returns the network's own numbers, of any length.
  std::vector<float> run(const Image& chip) {
    network_.setInput(cv::dnn::blobFromImage(cv_view(chip), 1 / 128.0, {}, cv::Scalar::all(127.5), false));
    const cv::Mat out = network_.forward();
    return {out.ptr<float>(), out.ptr<float>() + out.total()};
  }

 private:
  static cv::Mat matrix(const std::vector<float>& numbers, const std::vector<int>& sizes) {
    cv::Mat made(sizes, CV_32F);
    std::copy(numbers.begin(), numbers.end(), made.ptr<float>());
    return made;
  }
  cv::Mat row(const std::string& name, int size) {
    return matrix(file_.floats(name, static_cast<std::size_t>(size)), {1, size});
  }
  void add(const std::string& type, const std::string& name, cv::dnn::LayerParams& parameters) {
    network_.addLayerToPrev(name, type, parameters);
  }

  void convolution(const std::string& name, int from, int to, int side, int stride, int groups) {
    const int each = from / groups * side * side;
    cv::dnn::LayerParams convolution;
    convolution.set("num_output", to);
    convolution.set("kernel_size", side);
    convolution.set("stride", stride);
    convolution.set("pad", side / 2);
    convolution.set("group", groups);
    convolution.set("bias_term", false);
    const auto weights =
        file_.bytes(name + "_conv2d_weight", static_cast<std::size_t>(to), static_cast<std::size_t>(each));
    convolution.blobs = {matrix(weights.floats(), {to, from / groups, side, side})};
    add("Convolution", name, convolution);
    norm(name + "_batchnorm", to, 1e-3F);
    cv::dnn::LayerParams relu;
    relu.blobs = {row(name + "_relu_gamma", to)};
    add("PReLU", name + "_relu", relu);
  }

  void norm(const std::string& name, int size, float epsilon) {
    cv::dnn::LayerParams parameters;
    parameters.set("eps", epsilon);
    parameters.set("has_weight", true);
    parameters.set("has_bias", true);
    parameters.blobs = {row(name + "_moving_mean", size), row(name + "_moving_var", size), row(name + "_gamma", size),
                        row(name + "_beta", size)};
    add("BatchNorm", name, parameters);
  }

  OnnxNumbers file_;
  cv::dnn::Net network_;
};

}  // namespace facefs::test
