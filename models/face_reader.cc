// SPDX-License-Identifier: Apache-2.0
#include "models/face_reader.h"

#include <algorithm>
#include <tuple>

#include "models/orientation.h"
#include "models/quality.h"
#include "models/standing.h"

namespace facefs {
namespace {

constexpr float kSamePlace = 0.5F;  // intersection over union
constexpr int kTurnedSide = 2560;   // pixels of an RGB photo that is turned; its memory was not asked for

template <class Found>
void sort_left_to_right(std::vector<Found>& found) {
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.box.x, a.box.y, a.box.width) < std::tie(b.box.x, b.box.y, b.box.width);
  });
}

Face scaled(Face face, float by) {
  face.box = {face.box.x * by, face.box.y * by, face.box.width * by, face.box.height * by};
  for (Point& point : face.landmarks) point = {point.x * by, point.y * by};
  return face;
}

bool is_in(const std::vector<Box>& boxes, const Box& face) {
  return std::any_of(boxes.begin(), boxes.end(), [&](const Box& box) { return overlap(box, face) >= kSamePlace; });
}

}  // namespace

FaceReader::FaceReader(const Networks& networks, const std::filesystem::path& models)
    : networks_(networks),
      detector_(make_detector(networks.detector, models)),
      aligner_(make_aligner(networks.embedder, models)),
      embedder_(make_embedder(networks.embedder, networks.engine, models)) {}

std::vector<Face> FaceReader::read(const Raster& photo, Purpose purpose, const std::vector<Box>& without) {
  if (purpose == Purpose::reference) {
    const Orientation turn = standing_of(*detector_, photo);
    if (turn != Orientation::upright) return read_turned(photo, turn, purpose, without);
  }
  std::vector<Detection> found = detector_->detect(photo);
  if (purpose == Purpose::photo && networks_.detector == DetectorKind::yunet) {
    const Orientation turn = standing_of(*detector_, photo, found);
    if (turn != Orientation::upright) return read_turned(photo, turn, purpose, without);
  }
  return faces_at(std::move(found), photo, purpose, without);
}

/// Reads the photo turned. Returns each face where it is in the photo as it was given.
std::vector<Face> FaceReader::read_turned(const Raster& photo, Orientation turn, Purpose purpose,
                                          const std::vector<Box>& without) {
  const Raster turned = photo.turned(turn, kTurnedSide);
  auto width = static_cast<float>(turned.width()), height = static_cast<float>(turned.height());
  if (swaps_sides(turn)) std::swap(width, height);
  const float scale = static_cast<float>(photo.width()) / width;
  std::vector<Face> faces = faces_at(detector_->detect(turned), turned, purpose, {});
  for (Face& face : faces) {
    face = scaled(turned_back(face, width, height, turn), scale);
    if (is_in(without, face.box)) face.embedding = {};
  }
  sort_left_to_right(faces);
  return faces;
}

std::vector<Face> FaceReader::faces_at(std::vector<Detection> found, const Raster& photo, Purpose purpose,
                                       const std::vector<Box>& without) {
  std::sort(found.begin(), found.end(),
            [](const Detection& a, const Detection& b) { return a.box.side() > b.box.side(); });
  if (found.size() > kMostFaces) found.resize(kMostFaces);
  sort_left_to_right(found);
  std::vector<Face> faces;
  std::vector<Image> chips;
  std::vector<std::size_t> whose;  // the face of each chip
  for (const Detection& detection : found) {
    Face& face = faces.emplace_back();
    face.box = detection.box;
    face.score = detection.score;
    auto [landmarks, chip] = aligner_->align(photo, detection);
    face.landmarks = landmarks;
    face.quality = quality_of(detection, sharpness_of(chip));
    if (is_in(without, face.box)) continue;
    chips.push_back(std::move(chip));
    whose.push_back(faces.size() - 1);
  }
  const std::vector<Embedding> embeddings = embedded(chips, purpose);
  for (std::size_t i = 0; i < chips.size(); ++i) faces[whose[i]].embedding = embeddings[i];
  return faces;
}

std::vector<Embedding> FaceReader::embedded(const std::vector<Image>& chips, Purpose purpose) {
  if (purpose == Purpose::photo) return embedder_->embed(chips);
  std::vector<Embedding> embeddings;
  embeddings.reserve(chips.size());
  for (const Image& chip : chips) embeddings.push_back(embed_reference(networks_.embedder, *embedder_, chip));
  return embeddings;
}

}  // namespace facefs
