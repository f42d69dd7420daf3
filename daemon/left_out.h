// SPDX-License-Identifier: Apache-2.0
// Which files and folders below the roots are left out, and why: names that begin with a dot, facefs' own folders, what
// the configuration excludes, rubbish (daemon/rubbish.h), and what lies below a mark. On the event loop's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "system/photo_folders.h"

namespace facefs {

/// What is left out beside names that begin with a dot.
struct LeftOutRules {
  std::vector<std::string> exclude;  ///< globs against the path below the root, or the basename
  std::vector<std::string> never;    ///< folders: the data folder, the mount
  std::vector<std::string> include;  ///< globs: not left out as rubbish
};

class LeftOut {
 public:
  LeftOut(const PhotoFolders& folders, LeftOutRules rules) : folders_(folders), rules_(std::move(rules)) {}

  /// By its own name; the folders above it are asked for when they are scanned.
  bool by_name(const std::string& path) const { return reason_of(path).has_value(); }
  /// A file .nomedia or .nofaces stands in that folder, or above.
  bool by_a_mark(const std::string& folder) const;

  /// Why it is left out by its own name, one above, or a mark: the rest of a sentence that begins with the path.
  std::optional<std::string> why(const std::string& path) const;

 private:
  std::optional<std::string> reason_of(const std::string& path) const;
  bool is_root(const std::string& path) const;

  const PhotoFolders& folders_;
  LeftOutRules rules_;
};

}  // namespace facefs
