// SPDX-License-Identifier: Apache-2.0
// Looks into, and fills, the gallery of a facefsd that is not running.
#pragma once

#include <string>
#include <vector>

#include "index/storage/faces.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/people.h"
#include "index/storage/photo_tables.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"
#include "index/storage/update.h"
#include "index/values/content_hash.h"
#include "support/temporary_directory.h"
#include "system/photo_file.h"

namespace facefs::test {

/// The embeddings of a person's references, and the codes of the faces in the photos that show the person, as they are
/// stored.
struct EmbeddingsOfPerson {
  std::vector<Embedding> references;
  std::vector<FaceCode> faces;
};

inline EmbeddingsOfPerson embeddings_of(const std::filesystem::path& data, const std::string& photos,
                                        const std::string& name) {
  const Gallery gallery(data / "gallery", {photos});
  const Snapshot snapshot(gallery);
  const lmdb::ReadTxn txn(gallery.store()->environment());
  EmbeddingsOfPerson found;
  const PersonId person = People(snapshot).named(name).value();
  found.references = References(snapshot).faces_of(person);
  for (const ListedPhoto& photo : Folders(snapshot).photos_in({FolderKey::Kind::people, person}))
    for (const NumberedFace& face : Images(snapshot).faces_of(*photo.record.image))
      if (face.record.match.person == person)
        found.faces.push_back(stored_code(txn, gallery.store()->tables(), face.id).value());
  return found;
}

/// Adds files to `photos` that the gallery then knows already. Each is another photo with the first face of `model`, so
/// a library of any size costs no recognition. facefsd must have seen `model`, a photo in that folder. Each file has at
/// least `least_bytes` bytes.
inline void add_known_photos(const std::filesystem::path& data, const std::filesystem::path& photos,
                             const std::string& model, const std::vector<std::string>& names,
                             std::size_t least_bytes = 0) {
  const Gallery gallery(data / "gallery", {photos.string()});
  Update update(gallery);
  const PhotoRecord record = Photos(update).find(Photos(update).named(model).value()).value();
  const NumberedFace first = Images(update).faces_of(*record.image).front();
  const Face face{first.record.box, first.record.landmarks, first.record.score, first.record.quality,
                  Faces(update).embedding(first.id).value()};
  const FolderId folder = PathTables(update).folder_for(photos.string());
  for (const std::string& name : names) {
    std::string bytes = "not to be read: " + name;
    bytes.resize(std::max(bytes.size(), least_bytes), '.');
    write_bytes(photos / name, bytes);
    const ContentHash content = content_hash_of(bytes);
    ImageKey image{{}, record.image->width, record.image->height};
    std::copy_n(content.bytes.begin(), image.hash.size(), image.hash.begin());
    const PhotoId id =
        PhotoTables(update).add(content, NewFaces{image, false, Images(update).find(*record.image)->models, {face}});
    PathTables(update).set({folder, name}, std::get<FileStamp>(stamp_at((photos / name).string())), id);
  }
  update.commit();
}

}  // namespace facefs::test
