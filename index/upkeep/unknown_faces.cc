// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/unknown_faces.h"

#include "index/storage/clusters.h"
#include "index/storage/faces.h"
#include "index/storage/images.h"

namespace facefs {
namespace {

std::optional<UnknownFace> unknown_face(const Snapshot& snapshot, const Space& space, const NumberedFace& face) {
  if (!face.record.is_unknown() || face.record.box.side() < space.side_certain) return std::nullopt;
  const auto known = Faces(snapshot).embedding(face.id);
  if (!known) return std::nullopt;
  return UnknownFace{face.id, *known, 0, Clusters(snapshot).former_of(face.id)};
}

}  // namespace

std::vector<UnknownFace> unknown_faces(const Snapshot& snapshot, const Space& space) {
  std::vector<UnknownFace> unknown;
  Images(snapshot).each([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0) return true;
    for (const NumberedFace& face : Images(snapshot).faces_of(key))
      if (auto known = unknown_face(snapshot, space, face)) unknown.push_back(*known);
    return true;
  });
  return unknown;
}

std::optional<UnknownFace> unknown_face(const Snapshot& snapshot, const Space& space, FaceId id) {
  const auto record = Faces(snapshot).find(id);
  const auto seen = record ? Images(snapshot).find(record->image) : std::nullopt;
  return seen && seen->photos > 0 ? unknown_face(snapshot, space, NumberedFace{id, *record}) : std::nullopt;
}

}  // namespace facefs
