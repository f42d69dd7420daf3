// SPDX-License-Identifier: Apache-2.0
#include "bench/peers.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "models/aligner.h"
#include "models/cv_image.h"
#include "models/detector_kinds.h"
#include "models/embedder.h"

namespace facefs::bench {
namespace {

/// Detects on the shrunk picture, and cuts the faces out of it.
class Chain final : public Peer {
 public:
  Chain(std::unique_ptr<Detector> detector, EmbedderEngine engine, int side, const std::filesystem::path& models)
      : detector_(std::move(detector)),
        aligner_(make_dlib_aligner(models)),
        embedder_(make_embedder(EmbedderKind::dlib, engine, models)),
        side_(side) {}

  std::size_t faces_in(const std::string& jpeg) override {
    const Raster picture = area_shrunk(imdecoded(jpeg), side_);
    std::vector<Image> chips;
    for (const Detection& found : detector_->detect(picture)) chips.push_back(aligner_->align(picture, found).chip);
    return embedder_->embed(chips).size();
  }

 private:
  std::unique_ptr<Detector> detector_;
  std::unique_ptr<Aligner> aligner_;
  std::unique_ptr<Embedder> embedder_;
  int side_;
};

}  // namespace

Image imdecoded(const std::string& jpeg) {
  const cv::Mat bytes(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<char*>(jpeg.data()));
  const cv::Mat bgr = cv::imdecode(bytes, cv::IMREAD_COLOR);
  Image image(bgr.cols, bgr.rows);
  cv::Mat rgb = cv_view(image);
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return image;
}

Image area_shrunk(const Image& image, int side) {
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(image.width, image.height));
  Image small(cvRound(image.width * scale), cvRound(image.height * scale));
  cv::Mat to = cv_view(small);
  cv::resize(cv_view(image), to, to.size(), 0, 0, cv::INTER_AREA);
  return small;
}

std::unique_ptr<Peer> face_recognition_in_cpp(const std::filesystem::path& models) {
  return std::make_unique<Chain>(make_hog(), EmbedderEngine::dlib, 1600, models);
}

std::unique_ptr<Peer> photo_manager(const std::filesystem::path& models) {
  return std::make_unique<Chain>(make_yunet(yunet_in_opencv(models), {1280, 1280, 1280}), EmbedderEngine::f32, 1280,
                                 models);
}

}  // namespace facefs::bench
