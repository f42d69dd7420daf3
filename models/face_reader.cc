// SPDX-License-Identifier: Apache-2.0
#include "models/face_reader.h"

#include <algorithm>
#include <tuple>

#include "models/quality.h"

namespace facefs {
namespace {

constexpr float kSamePlace = 0.5F;    // intersection over union
constexpr int kReferenceJitter = 10;  // same-person errors 0.89 -> 0.69 %; a hundred brings no more (docs/matching.md)

}  // namespace

FaceReader::FaceReader(DetectorKind kind, const std::filesystem::path& models)
    : detector_(make_detector(kind, models)), aligner_(models), embedder_(models) {}

std::vector<Face> FaceReader::read(const Image& image, Purpose purpose, const std::vector<Box>& without) {
  std::vector<Detection> found = detector_->detect(image);
  std::sort(found.begin(), found.end(),
            [](const Detection& a, const Detection& b) { return a.box.side() > b.box.side(); });
  if (found.size() > kMostFaces) found.resize(kMostFaces);
  std::sort(found.begin(), found.end(), [](const Detection& a, const Detection& b) {
    return std::tie(a.box.x, a.box.y, a.box.width) < std::tie(b.box.x, b.box.y, b.box.width);
  });
  std::vector<Face> faces;
  for (const Detection& detection : found) {
    Face& face = faces.emplace_back(face_at(image, detection));
    const auto is_it = [&](const Box& box) { return overlap(box, face.box) >= kSamePlace; };
    if (std::none_of(without.begin(), without.end(), is_it)) embed(image, face, purpose);
  }
  return faces;
}

Face FaceReader::face_at(const Image& image, const Detection& detection) const {
  Face face;
  face.box = detection.box;
  face.score = detection.score;
  face.landmarks = aligner_.landmarks(image, detection.landmark_box);
  face.quality = quality_of(detection, sharpness_of(aligner_.chip(image, face.landmarks)));
  return face;
}

void FaceReader::embed(const Image& image, Face& face, Purpose purpose) {
  const Image chip = aligner_.chip(image, face.landmarks);
  face.embedding =
      purpose == Purpose::reference ? embedder_.embed_jittered(chip, kReferenceJitter) : embedder_.embed(chip);
}

}  // namespace facefs
