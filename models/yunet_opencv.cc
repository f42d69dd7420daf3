// SPDX-License-Identifier: Apache-2.0
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "models/cv_image.h"
#include "models/weights.h"
#include "models/yunet_network.h"
#include "models/yunet_weights.h"

namespace facefs {
namespace {

std::vector<float> values_of(const cv::Mat& output) {
  return {output.ptr<float>(), output.ptr<float>() + output.total()};
}

class YunetInOpencv final : public YunetNetwork {
 public:
  explicit YunetInOpencv(const std::filesystem::path& models) : network_(load_yunet(models)) {}

  YunetGrids run(const Image& image) override {
    const cv::Mat picture = cv_view(image);
    cv::Mat padded;
    cv::copyMakeBorder(picture, padded, 0, whole_cells(picture.rows) - picture.rows, 0,
                       whole_cells(picture.cols) - picture.cols, cv::BORDER_CONSTANT, cv::Scalar::all(0));
    network_.setInput(cv::dnn::blobFromImage(padded, 1.0, {}, {}, /*swapRB=*/true));
    static const std::vector<std::string> kOutputs = {"cls_8",  "cls_16",  "cls_32",  "obj_8", "obj_16", "obj_32",
                                                      "bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32"};
    std::vector<cv::Mat> outputs;
    network_.forward(outputs, kOutputs);
    YunetGrids grids;
    for (std::size_t i = 0; i < grids.size(); ++i) {
      const int stride = YunetGrid::kStrides[i];
      grids[i] = {padded.cols / stride,     padded.rows / stride,      stride,
                  values_of(outputs[i]),    values_of(outputs[3 + i]), values_of(outputs[6 + i]),
                  values_of(outputs[9 + i])};
    }
    return grids;
  }

 private:
  cv::dnn::Net network_;
};

}  // namespace

cv::dnn::Net load_yunet(const std::filesystem::path& models) {
  const std::filesystem::path file = models / kYunetFile;
  try {
    return cv::dnn::readNetFromONNX(file.string());
  } catch (const cv::Exception& error) {
    throw std::runtime_error("the model file " + file.string() + " cannot be loaded: " + error.what());
  }
}

std::vector<Convolution> yunet_convolutions(const std::filesystem::path& models) {
  cv::dnn::Net network = load_yunet(models);
  std::vector<Convolution> convolutions;
  for (const std::string& name : network.getLayerNames()) {
    const auto layer = network.getLayer(network.getLayerId(name));
    if (layer->type == "Convolution") convolutions.push_back({layer->blobs.at(0).clone(), layer->blobs.at(1).clone()});
  }
  return convolutions;
}

std::unique_ptr<YunetNetwork> yunet_in_opencv(const std::filesystem::path& models) {
  return std::make_unique<YunetInOpencv>(models);
}

}  // namespace facefs
