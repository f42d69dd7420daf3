// SPDX-License-Identifier: Apache-2.0
// Tells which faces are foreign: found or embedded by other networks than those that photos are read with now.
//
// A foreign face keeps its place in the tree, because its numbers can be compared with nothing. It ceases to be foreign
// when its photo is read again (ForeignTables::read_again). While the photos that everything is measured by are not
// read yet, matching is held for all faces: see `is_matching_held`.
#pragma once

#include "index/storage/table_reader.h"

namespace facefs {

class ForeignFaces : TableReader {
 public:
  explicit ForeignFaces(const Snapshot& snapshot) : TableReader(snapshot) {}

  /// Tells whether any image is foreign, also of photos that are not there now.
  bool are_any() const;
  /// The same of photos that are there, and of those that are not.
  bool are_any_shown() const;
  bool are_any_hidden() const;
  /// Returns how many faces are foreign, in photos that are there.
  std::uint64_t count() const;
  bool is_foreign(const ImageRecord& image) const;
  /// Tells whether the image's faces are foreign; false where there is no such image.
  bool is_foreign(const ImageKey& image) const;
  /// Tells whether a reference photo was read by other networks.
  bool is_foreign(const ReferenceReading& reading) const;
  /// Tells whether any person's reference photo was.
  bool are_any_references() const;
  /// Tells whether every face stays where it is until the first photos were read again.
  bool is_matching_held() const;
  /// Tells whether every group stays as it is until all photos were read again.
  bool is_grouping_held() const;
};

}  // namespace facefs
