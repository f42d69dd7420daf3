// SPDX-License-Identifier: Apache-2.0
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms.h>

#include <algorithm>

#include "models/detector_kinds.h"
#include "models/dlib_image.h"

namespace facefs {
namespace {

class HogDetector final : public Detector {
 public:
  std::vector<Detection> detect(const Raster& photo) override {
    dlib::array2d<dlib::rgb_pixel> enlarged;
    const dlib::pyramid_down<2> pyramid;
    pyramid_up_of(photo, pyramid, enlarged);
    std::vector<dlib::rect_detection> found;
    detector_(enlarged, found);
    std::vector<Detection> detections;
    detections.reserve(found.size());
    for (const dlib::rect_detection& face : found) detections.push_back(detection_of(face, pyramid, photo));
    return detections;
  }

 private:
  /// Enlarges a copy of the photo, because dlib's pyramid_up works in place on an image of its own.
  static void pyramid_up_of(const Raster& photo, const dlib::pyramid_down<2>& pyramid,
                            dlib::array2d<dlib::rgb_pixel>& enlarged) {
    dlib::assign_image(enlarged, DlibImage(photo.part({0, 0, photo.width(), photo.height()}).image()));
    dlib::pyramid_up(enlarged, pyramid);
  }

  /// Converts a detection to the photo's own pixels, cut at its edges as face_recognition cuts it.
  static Detection detection_of(const dlib::rect_detection& face, const dlib::pyramid_down<2>& pyramid,
                                const Raster& photo) {
    const dlib::rectangle r = pyramid.rect_down(face.rect);
    const auto left = static_cast<float>(std::max(r.left(), 0L));
    const auto top = static_cast<float>(std::max(r.top(), 0L));
    const auto right = static_cast<float>(std::min<long>(r.right(), photo.width()));
    const auto bottom = static_cast<float>(std::min<long>(r.bottom(), photo.height()));
    const Box box{left, top, right - left, bottom - top};
    return {box, box, static_cast<float>(face.detection_confidence)};
  }

  dlib::frontal_face_detector detector_ = dlib::get_frontal_face_detector();
};

}  // namespace

std::unique_ptr<Detector> make_hog() {
  return std::make_unique<HogDetector>();
}

}  // namespace facefs
