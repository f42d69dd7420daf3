// SPDX-License-Identifier: Apache-2.0
// Writes where photos are: which file of which watched folder holds which photo, or why it cannot be read.
#pragma once

#include <string_view>
#include <vector>

#include "index/storage/table_writer.h"

namespace facefs {

class PathTables : TableWriter {
 public:
  explicit PathTables(Update& update) : TableWriter(update) {}

  /// Returns the number of that watched folder. Gives it a new one where it has none yet.
  FolderId folder_for(std::string_view path);
  /// Notes that the file holds that photo now.
  void set(const FilePlace& place, const FileStamp& stamp, PhotoId photo);
  /// Notes that the file cannot be read. It is not tried again before it changes.
  void fail(const FilePlace& place, const FileStamp& stamp, const Unreadable& failure);
  /// Makes the files that could not be read for that reason count as not seen, so that they are read again.
  void forget_failures(Reason reason);
  void remove(const FilePlace& place);
  void remove_folder(FolderId folder);

 private:
  void detach(const FilePlace& place);
  void show_best(PhotoId id, PhotoRecord& record, const FilePlace& place);
  FilePlace best_of(const std::vector<FilePlace>& places) const;
};

}  // namespace facefs
