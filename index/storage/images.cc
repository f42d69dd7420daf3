// SPDX-License-Identifier: Apache-2.0
#include "index/storage/images.h"

#include "index/storage/faces.h"
#include "index/values/keys.h"

namespace facefs {

std::optional<ImageRecord> Images::find(const ImageKey& key) const {
  return whole_record<ImageRecord>(tables().image, key_of(key));
}

void Images::each(const std::function<bool(const ImageKey&, const ImageRecord&)>& visit, const ImageKey& from) const {
  txn().each(
      tables().image, {},
      [&](lmdb::Bytes key, lmdb::Bytes value) {
        return key.size() != kImageKeyBytes || visit(image_key_in(key), whole<ImageRecord>(value));
      },
      from == ImageKey{} ? std::string() : key_of(from));
}

std::vector<NumberedFace> Images::faces_of(const ImageKey& key) const {
  std::vector<NumberedFace> faces;
  const auto found = find(key);
  if (!found) return faces;
  for (std::uint64_t i = 0; i < found->faces; ++i) {
    const auto id = static_cast<FaceId>(number_of(found->first_face) + i);
    if (auto known = Faces(snapshot()).find(id)) faces.push_back({id, *known});
  }
  return faces;
}

std::vector<PhotoId> Images::photos_of(const ImageKey& key) const {
  std::vector<PhotoId> photos;
  txn().each(tables().image, key_of(key), [&](lmdb::Bytes found, lmdb::Bytes) {
    if (found.size() > kImageKeyBytes) photos.push_back(static_cast<PhotoId>(id_in(found, kImageKeyBytes)));
    return true;
  });
  return photos;
}

}  // namespace facefs
