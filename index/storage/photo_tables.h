// SPDX-License-Identifier: Apache-2.0
// Writes photos: one for each content, the faces of its image, and the file and name that it is shown by.
#pragma once

#include <string>
#include <vector>

#include "index/storage/table_writer.h"
#include "models/face.h"

namespace facefs {

/// What the vision worker found in one content.
struct NewFaces {
  ImageKey image;
  bool truncated = false;
  std::string models;
  std::vector<Face> faces;
  bool known = false;  ///< the image was in the gallery when it was read, so its faces were not made again
  PhotoFacts facts{};
  std::string damage{};  ///< where `truncated`: the sentence that says which rows are missing
};

class PhotoTables : TableWriter {
 public:
  explicit PhotoTables(Update& update) : TableWriter(update) {}

  /// Returns the photo of that content. Makes it where there is none yet, from the worker's faces or the reason why
  /// there are none.
  PhotoId add(const ContentHash& content, const NewFaces& found);
  PhotoId add(const ContentHash& content, const Unreadable& failure);

  /// Stores an image's faces under new numbers, and the image. `photos`: how many contents of it have a path now.
  ImageRecord put_faces(const NewFaces& found, std::uint32_t photos);
  /// Stores a face's embedding, or erases it where the user had the face erased. Returns whether it was stored.
  bool put_embedding(FaceId id, const ImageKey& image, const Face& face);

  /// Shows the photo by that file from now on: its name, size and times. A hidden photo comes back.
  void show_at(PhotoId id, PhotoRecord& record, const FilePlace& place);
  /// Takes a photo without files out of every folder. Its decisions wait for its return.
  void hide(PhotoId id, PhotoRecord& record);

 private:
  PhotoId free_id_for(const ContentHash& content) const;
  PhotoId link_content(PhotoRecord record);
  void rename(PhotoId id, PhotoRecord& record, const std::string& basename);
  void count_visible(const PhotoRecord& record, int difference);
};

}  // namespace facefs
