// SPDX-License-Identifier: Apache-2.0
// Reads images: what is drawn, which several photos may share, and the faces in it.
#pragma once

#include <functional>
#include <vector>

#include "index/storage/table_reader.h"

namespace facefs {

/// A face with its number.
struct NumberedFace {
  FaceId id{};
  FaceRecord record;
};

class Images : TableReader {
 public:
  explicit Images(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::optional<ImageRecord> find(const ImageKey& key) const;
  /// Calls `visit` for each image from that one on, until it returns false.
  void each(const std::function<bool(const ImageKey&, const ImageRecord&)>& visit, const ImageKey& from = {}) const;
  std::vector<NumberedFace> faces_of(const ImageKey& key) const;
  std::vector<PhotoId> photos_of(const ImageKey& key) const;
};

}  // namespace facefs
