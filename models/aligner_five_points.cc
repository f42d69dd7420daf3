// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <complex>
#include <opencv2/imgproc.hpp>

#include "models/aligner.h"
#include "models/cv_image.h"

namespace facefs {
namespace {

/// Where the five points of a face are in SFace's chip, in the order in which YuNet gives them (face_align.hpp of
/// OpenCV's FaceRecognizerSF; the template of ArcFace).
constexpr Landmarks kTemplate = {
    {{38.2946F, 51.6963F}, {73.5318F, 51.5014F}, {56.0252F, 71.7366F}, {41.5493F, 92.3655F}, {70.7299F, 92.2041F}}};

constexpr double kFar = 1 << 28;  // pixels

using Number = std::complex<double>;

/// A similarity transform: `turn` scales and turns, then `shift` moves.
struct Similarity {
  Number turn, shift;
  Number operator()(Number point) const { return turn * point + shift; }
  Similarity inverted() const { return {1.0 / turn, -shift / turn}; }
};

Number number_of(const Point& point) {
  return {static_cast<double>(point.x), static_cast<double>(point.y)};
}

Number centre_of(const Landmarks& points) {
  Number sum = 0;
  for (const Point& point : points) sum += number_of(point);
  return sum / static_cast<double>(points.size());
}

/// Returns the similarity from the points to the template with the least squares (Umeyama, 1991, in the plane and
/// without reflections).
Similarity to_template(const Landmarks& points) {
  const Number from = centre_of(points), to = centre_of(kTemplate);
  Number product = 0;
  double square = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Number p = number_of(points[i]) - from;
    product += std::conj(p) * (number_of(kTemplate[i]) - to);
    square += std::norm(p);
  }
  const Number turn = square > 1e-6 && std::abs(product) > 1e-6 ? product / square : Number(1);
  return {turn, to - turn * from};
}

/// Returns the part of the photo that the chip is made of, with two pixels around it for what is in between.
Rect around_chip(const Similarity& to_photo) {
  constexpr double kSide = kSfaceChipSide;
  double left = kFar, top = kFar, right = -kFar, bottom = -kFar;
  for (const Number corner : {Number(0, 0), Number(kSide, 0), Number(0, kSide), Number(kSide, kSide)}) {
    const Number at = to_photo(corner);
    left = std::min(left, at.real());
    top = std::min(top, at.imag());
    right = std::max(right, at.real());
    bottom = std::max(bottom, at.imag());
  }
  const auto whole = [](double value) { return static_cast<int>(std::floor(std::clamp(value, -kFar, kFar))); };
  return {whole(left) - 2, whole(top) - 2, whole(right) - whole(left) + 5, whole(bottom) - whole(top) + 5};
}

/// Returns the similarity as OpenCV takes it.
cv::Matx23d matrix_of(const Similarity& s) {
  return {s.turn.real(), -s.turn.imag(), s.shift.real(), s.turn.imag(), s.turn.real(), s.shift.imag()};
}

/// The pixels that a chip is made of, and the way from them to the chip.
struct Source {
  cv::Mat pixels;
  Similarity to_chip;
};

/// Returns where the chip lies in the part. (The part of an RGB photo is the whole photo.)
cv::Rect region_of(const Raster& photo, const Raster::Part& part, const Similarity& to_chip) {
  const Rect wanted = photo.within(around_chip(to_chip.inverted()));
  return {wanted.x - part.place.x, wanted.y - part.place.y, wanted.width, wanted.height};
}

/// Returns the region of the part, `times` smaller. `corner` is where the part begins in the photo.
Source made_smaller(const cv::Mat& part, Number corner, const cv::Rect& region, double times,
                    const Similarity& to_chip) {
  cv::Mat small;
  cv::resize(part(region), small, {}, 1 / times, 1 / times, cv::INTER_AREA);
  const Number half(0.5, 0.5);  // pixels are counted from the middle of the first one
  return {small, {to_chip.turn * times, to_chip(corner + Number(region.x, region.y) + half * times - half)}};
}

/// Returns the part as it is; a face twice the chip's size or larger is first made smaller, or fine patterns would
/// alias. What lies beyond the photo's edge, or all but so, stays as it is, too: there is nothing to make smaller.
Source source_of(const Raster& photo, const Raster::Part& part, const Similarity& to_chip) {
  const cv::Mat pixels = cv_view(part.image());
  const Number corner(part.place.x, part.place.y);
  const double times = std::floor(1 / std::abs(to_chip.turn));
  const cv::Rect region = region_of(photo, part, to_chip);
  if (times < 2 || region.width < times || region.height < times) return {pixels, {to_chip.turn, to_chip(corner)}};
  return made_smaller(pixels, corner, region, times, to_chip);
}

class FivePointAligner final : public Aligner {
 public:
  Aligned align(const Raster& photo, const Detection& face) const override {
    const Similarity to_chip = to_template(face.points);
    const Raster::Part part = photo.part(around_chip(to_chip.inverted()));
    Image chip(kSfaceChipSide, kSfaceChipSide);
    cv::Mat target = cv_view(chip);
    target = cv::Scalar(0);
    if (part.image().rgb.empty()) return {face.points, std::move(chip)};
    const Source source = source_of(photo, part, to_chip);
    cv::warpAffine(source.pixels, target, matrix_of(source.to_chip), target.size(), cv::INTER_LINEAR,
                   cv::BORDER_CONSTANT);
    return {face.points, std::move(chip)};
  }
};

}  // namespace

std::unique_ptr<Aligner> make_five_point_aligner() {
  return std::make_unique<FivePointAligner>();
}

std::unique_ptr<Aligner> make_aligner(EmbedderKind embedder, const std::filesystem::path& models) {
  return embedder == EmbedderKind::sface ? make_five_point_aligner() : make_dlib_aligner(models);
}

}  // namespace facefs
