// SPDX-License-Identifier: Apache-2.0
// Tells which files and folders below the roots are left out, and why. Left out are names that begin with a dot,
// facefs' own folders, what the configuration excludes, rubbish (daemon/rubbish.h), and everything below a mark. On the
// event loop's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "system/photo_folders.h"

namespace facefs {

/// What is left out in addition to names that begin with a dot.
struct LeftOutRules {
  std::vector<std::string> exclude;  ///< globs against the path below the root, or the basename
  std::vector<std::string> never;    ///< folders: the data folder, the mount
  std::vector<std::string> include;  ///< globs of what is not left out as rubbish
};

class LeftOut {
 public:
  LeftOut(const PhotoFolders& folders, LeftOutRules rules) : folders_(folders), rules_(std::move(rules)) {}

  /// Tells whether a path is left out by its own name. The folders above it are judged when they are scanned.
  bool by_name(const std::string& path) const { return reason_of(path).has_value(); }
  /// Tells whether a file .nomedia or .nofaces is in that folder, or in one above.
  bool by_a_mark(const std::string& folder) const;

  /// Returns why a path is left out: by its own name, by one above, or by a mark. The text is the rest of a sentence
  /// that begins with the path. Nothing if it is not left out.
  std::optional<std::string> why(const std::string& path) const;

 private:
  std::optional<std::string> reason_of(const std::string& path) const;

  const PhotoFolders& folders_;
  LeftOutRules rules_;
};

}  // namespace facefs
