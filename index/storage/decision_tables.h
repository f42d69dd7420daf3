// SPDX-License-Identifier: Apache-2.0
// Writes what the user said of faces, and notes which images must be matched again because of it.
#pragma once

#include "index/storage/table_writer.h"

namespace facefs {

class DecisionTables : TableWriter {
 public:
  explicit DecisionTables(Update& update) : TableWriter(update) {}

  void add(const ImageKey& image, std::uint64_t seq, const DecisionRecord& record);
  void erase(const ImageKey& image, std::uint64_t seq);
  void erase_about(PersonId person);

 private:
  void note(const ImageKey& image, const DecisionRecord& record);
};

}  // namespace facefs
