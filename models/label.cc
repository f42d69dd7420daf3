// SPDX-License-Identifier: Apache-2.0
#include "models/label.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "models/cv_image.h"

namespace facefs {
namespace {

const cv::Scalar kGreen(0, 255, 0);
const cv::Scalar kRed(255, 0, 0);

/// Returns the text with one '?' for each character outside ASCII, not one for each of its bytes.
std::string drawable(const std::string& name) {
  std::string text;
  for (const char byte : name) {
    const auto value = static_cast<unsigned char>(byte);
    if (value >= 0x20 && value < 0x7f)
      text += byte;
    else if (value >= 0xc0)
      text += '?';
  }
  return text;
}

void draw_label(cv::Mat& canvas, const Label& label, double scale) {
  const cv::Rect frame(cvRound(label.box.x), cvRound(label.box.y), cvRound(label.box.width), cvRound(label.box.height));
  cv::rectangle(canvas, frame, kGreen, cvRound(2 * scale));
  const int gap = cvRound(10 * scale);
  const int baseline = frame.y - gap > 3 * gap / 2 ? frame.y - gap : frame.y + frame.height + 2 * gap;
  cv::putText(canvas, drawable(label.name), {std::max(frame.x, 0), baseline}, cv::FONT_HERSHEY_SIMPLEX, 0.75 * scale,
              kRed, cvRound(2 * scale), cv::LINE_AA);
}

}  // namespace

void draw_labels(Image& image, const std::vector<Label>& labels) {
  cv::Mat canvas = cv_view(image);
  const double scale = std::max(1.0, std::max(image.width, image.height) / 1200.0);
  for (const Label& label : labels) draw_label(canvas, label, scale);
}

}  // namespace facefs
