// SPDX-License-Identifier: Apache-2.0
#include "models/quality.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "models/cv_image.h"

namespace facefs {

float sharpness_of(const Image& chip) {
  const cv::Mat rgb = cv_view(chip);
  cv::Mat grey;
  cv::Mat edges;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  cv::Laplacian(grey, edges, CV_32F);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(edges, mean, deviation);
  return static_cast<float>(deviation[0] * deviation[0]);
}

float quality_of(const Detection& detection, float sharpness) {
  const float size = std::min(detection.box.side() / 100, 1.F);
  const float score = std::clamp(detection.score, 0.F, 1.F);
  const float sharp = sharpness / (sharpness + 50);
  return size * score * sharp;
}

}  // namespace facefs
