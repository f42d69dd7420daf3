// SPDX-License-Identifier: Apache-2.0
#include "models/face_crop.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "models/cv_image.h"

namespace facefs {
namespace {

const cv::Scalar kOutsideThePhoto(48, 48, 48);  // a plain dark grey: nobody takes it for a part of the photo

/// Returns how far the line from the left eye to the right one falls, in degrees.
double tilt_of(const Eyes& eyes) {
  constexpr double kDegrees = 180 / 3.14159265358979323846;
  const auto x = static_cast<double>(eyes.right.x - eyes.left.x), y = static_cast<double>(eyes.right.y - eyes.left.y);
  return std::atan2(y, x) * kDegrees;
}

/// Returns the part of the photo that the crop needs. The crop is twice as wide as the box, and turned by any angle.
Raster::Part part_around(const Raster& photo, const Box& box) {
  const int reach = static_cast<int>(std::clamp(1.5F * box.side(), 0.F, 1e6F)) + 4;
  const int x = static_cast<int>(std::clamp(box.centre().x, -1e6F, 1e6F));
  const int y = static_cast<int>(std::clamp(box.centre().y, -1e6F, 1e6F));
  return photo.part({x - reach, y - reach, 2 * reach, 2 * reach});
}

}  // namespace

Image face_crop(const Raster& photo, const Box& box, const Eyes& eyes, int side) {
  const Raster::Part part = part_around(photo, box);
  Image crop(side, side);
  cv::Mat target = cv_view(crop);
  if (part.image().rgb.empty()) {
    target.setTo(kOutsideThePhoto);
    return crop;
  }
  const Point centre{box.centre().x - static_cast<float>(part.place.x),
                     box.centre().y - static_cast<float>(part.place.y)};
  const double scale = side / (2.0 * std::max(1.0, static_cast<double>(box.side())));
  cv::Mat turn = cv::getRotationMatrix2D({centre.x, centre.y}, tilt_of(eyes), scale);
  turn.at<double>(0, 2) += side / 2.0 - static_cast<double>(centre.x);
  turn.at<double>(1, 2) += side / 2.0 - static_cast<double>(centre.y);
  cv::warpAffine(cv_view(part.image()), target, turn, target.size(), scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC,
                 cv::BORDER_CONSTANT, kOutsideThePhoto);
  return crop;
}

}  // namespace facefs
