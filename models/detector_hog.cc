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
    const Image image = photo.whole();
    dlib::array2d<dlib::rgb_pixel> enlarged;
    const dlib::pyramid_down<2> pyramid;
    pyramid_up_of(image, pyramid, enlarged);
    std::vector<dlib::rect_detection> found;
    detector_(enlarged, found);
    std::vector<Detection> detections;
    for (const dlib::rect_detection& face : found) detections.push_back(detection_of(face, pyramid, image));
    return detections;
  }

 private:
  /// dlib's pyramid_up works in place on an image of its own.
  static void pyramid_up_of(const Image& image, const dlib::pyramid_down<2>& pyramid,
                            dlib::array2d<dlib::rgb_pixel>& enlarged) {
    dlib::assign_image(enlarged, DlibImage(image));
    dlib::pyramid_up(enlarged, pyramid);
  }

  /// Back to the photo's own pixels, cut at its edges as face_recognition cuts it.
  static Detection detection_of(const dlib::rect_detection& face, const dlib::pyramid_down<2>& pyramid,
                                const Image& image) {
    const dlib::rectangle r = pyramid.rect_down(face.rect);
    const auto left = static_cast<float>(std::max(r.left(), 0L));
    const auto top = static_cast<float>(std::max(r.top(), 0L));
    const auto right = static_cast<float>(std::min<long>(r.right(), image.width));
    const auto bottom = static_cast<float>(std::min<long>(r.bottom(), image.height));
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
