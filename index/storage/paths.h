// SPDX-License-Identifier: Apache-2.0
// Reads where photos are: the watched folders, their files, and which files cannot be read.
#pragma once

#include <functional>
#include <string>

#include "index/storage/table_reader.h"

namespace facefs {

class Paths : TableReader {
 public:
  explicit Paths(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::optional<PathRecord> find(const FilePlace& place) const;
  void each_in(FolderId folder, const std::function<void(const std::string& basename, const PathRecord&)>& visit) const;

  std::optional<FolderId> folder_at(std::string_view path) const;
  /// Returns the place of that file; nothing where its folder is not known.
  std::optional<FilePlace> place_at(const std::string& path) const;
  /// Returns what is known of the file at that path.
  std::optional<PathRecord> find_at(const std::string& path) const;
  /// Returns an empty path where there is no such folder.
  std::string path_of(FolderId folder) const;
  std::string path_of(const FilePlace& place) const;
  void each_folder(const std::function<void(FolderId, std::string_view path)>& visit) const;

  /// Returns why that file cannot be read, or which part of its picture is damaged.
  std::optional<Unreadable> failure(const FilePlace& place) const;
  std::uint64_t failures() const;  ///< how many `each_failure` visits
  void each_failure(const std::function<void(const FilePlace&, const Unreadable&)>& visit) const;
};

}  // namespace facefs
