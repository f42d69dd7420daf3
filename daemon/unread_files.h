// SPDX-License-Identifier: Apache-2.0
// Counts pictures and films of kinds that facefs does not read, for users who ask where they are. Keyed by folder, and
// in it by the hash of the name, because there may be very many. Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "models/file_kind.h"

namespace facefs {

class UnreadFiles {
 public:
  /// Notes the kind of a file. The file counts only if its kind is known and not read. Returns whether the counts
  /// changed.
  bool found(const std::string& path, FileKind kind);
  bool gone(const std::string& path) { return found(path, FileKind::unknown); }
  /// Forgets that folder's files, because it is looked through anew.
  void begin_folder(const std::string& folder) { in_.erase(folder); }
  /// Forgets that folder with everything below it, because it is gone.
  void folder_gone(const std::string& folder);
  void clear() { in_.clear(); }

  /// Returns how many files there are of each kind ("heic").
  std::map<std::string, std::size_t> counts() const;

 private:
  std::map<std::string, std::unordered_map<std::size_t, FileKind>> in_;
};

}  // namespace facefs
