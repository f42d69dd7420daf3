// SPDX-License-Identifier: Apache-2.0
// Folders that are there because somebody named them: queries, what-ifs, facets of a person. They need no listing to be
// found. A text tells what each is ("together #00...b+#00...c"). Its inode number is 60 bits of that text's hash, or
// the next free number. It is kept for as long as the kernel remembers it. Thread-safe; the mutex is held for map
// operations alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fuse/inode.h"
#include "system/guarded.h"

namespace facefs {

class NamedFolders {
 public:
  /// Returns the inode of the folder with that text, the same each time.
  Inode inode_of(const std::string& text);
  std::optional<std::string> text_of(Inode inode) const;

  void remember(Inode inode);  ///< counts that the kernel was told of it
  void forget(Inode inode, std::uint64_t times);

 private:
  struct NamedFolder {
    std::string text;
    std::uint64_t lookups = 0;
  };
  Guarded<std::map<std::uint64_t, NamedFolder>> known_;
};

/// Returns 60 bits of the text's hash, never 0.
std::uint64_t number_of_text(std::string_view text);

}  // namespace facefs
