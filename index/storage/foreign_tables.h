// SPDX-License-Identifier: Apache-2.0
// Writes what a change of the networks means for the faces that there are (index/storage/foreign_faces.h).
#pragma once

#include "index/storage/photo_tables.h"
#include "index/storage/table_writer.h"

namespace facefs {

class ForeignTables : TableWriter {
 public:
  explicit ForeignTables(Update& update) : TableWriter(update) {}

  /// Notes with which networks photos are read from now on, and counts the faces that others have made. Images in which
  /// the same detector found nobody need not be read again. Holds matching and grouping if there are foreign faces, or
  /// foreign references.
  void read_with(const std::string& models);

  /// Takes the faces that were made again. A face that is where one was before keeps its number, its match and its
  /// group, until it is matched.
  void read_again(const NewFaces& found);

  /// Lets matching go on.
  void release_matching();
  /// Lets grouping go on.
  void release_grouping();

  /// Counts an image that came into view or went out of it.
  void count_shown(const ImageRecord& image, int difference);

 private:
  void replace(const ImageRecord& before, const NewFaces& found);
  void renew(const ImageRecord& before, const NewFaces& found);
};

}  // namespace facefs
