// SPDX-License-Identifier: Apache-2.0
#include "index/storage/foreign_faces.h"

#include "index/storage/images.h"

namespace facefs {

bool ForeignFaces::are_any() const {
  return snapshot().counter("foreign_images") != 0;
}

std::uint64_t ForeignFaces::count() const {
  return snapshot().counter("foreign_faces");
}

bool ForeignFaces::is_foreign(const ImageRecord& image) const {
  return are_any() && image.models != snapshot().text("models");
}

bool ForeignFaces::is_foreign(const ImageKey& image) const {
  if (!are_any()) return false;
  const auto known = Images(snapshot()).find(image);
  return known && is_foreign(*known);
}

bool ForeignFaces::is_foreign(const ReferenceReading& reading) const {
  return !reading.failure && !reading.models.starts_with(snapshot().text("models"));
}

bool ForeignFaces::is_matching_held() const {
  return snapshot().counter("matching_held") != 0;
}

}  // namespace facefs
