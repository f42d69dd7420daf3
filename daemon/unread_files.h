// SPDX-License-Identifier: Apache-2.0
// Pictures and films of kinds that facefs does not read, counted for whoever asks where they are. By folder, and in it
// by the hash of the name: there may be very many. Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "models/file_kind.h"

namespace facefs {

class UnreadFiles {
 public:
  /// Of a kind that is read, or of none that is known, it is none of these. True when that is news.
  bool found(const std::string& path, FileKind kind);
  bool gone(const std::string& path) { return found(path, FileKind::unknown); }
  /// That folder is looked through anew.
  void begin_folder(const std::string& folder) { in_.erase(folder); }
  /// The folder is gone, with everything below it.
  void folder_gone(const std::string& folder);
  void clear() { in_.clear(); }

  /// How many there are of each kind ("heic").
  std::map<std::string, std::size_t> counts() const;

 private:
  std::map<std::string, std::unordered_map<std::size_t, FileKind>> in_;
};

}  // namespace facefs
