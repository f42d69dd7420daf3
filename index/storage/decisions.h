// SPDX-License-Identifier: Apache-2.0
// Reads what the user said of the faces of an image. What that means for each face is in index/faces/decided.h.
#pragma once

#include <functional>
#include <vector>

#include "index/storage/table_reader.h"

namespace facefs {

class Decisions : TableReader {
 public:
  explicit Decisions(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::vector<DecisionRecord> of(const ImageKey& key) const;
  /// Returns the boxes of the faces that must have no embedding.
  std::vector<Box> erased_boxes_of(const ImageKey& key) const;
  void each(const std::function<void(const ImageKey&, std::uint64_t seq, const DecisionRecord&)>& visit) const;
};

}  // namespace facefs
