// SPDX-License-Identifier: Apache-2.0
#include "daemon/left_out.h"

#include <fnmatch.h>

#include <algorithm>

#include "daemon/rubbish.h"
#include "system/path_parts.h"
#include "system/text.h"

namespace facefs {
namespace {

bool is_one_of(const std::vector<std::string>& globs, const std::string& below, const std::string& name) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return ::fnmatch(glob.c_str(), below.c_str(), 0) == 0 || ::fnmatch(glob.c_str(), name.c_str(), 0) == 0;
  });
}

}  // namespace

bool LeftOut::by_a_mark(const std::string& folder) const {
  for (std::string at = folder;; at = folder_part(at)) {
    for (const char* mark : {"/.nomedia", "/.nofaces"})
      if (folders_.exists(at + mark)) return true;
    if (folders_.is_root(at) || at.empty()) return false;
  }
}

std::optional<std::string> LeftOut::reason_of(const std::string& path) const {
  const std::string name = name_part(path);
  if (name.starts_with('.')) return "'" + escaped(name) + "' begins with a dot";
  if (std::find(rules_.never.begin(), rules_.never.end(), path) != rules_.never.end())
    return "'" + escaped(path) + "' is a folder of facefs itself";
  for (const std::string& root : folders_.roots()) {
    if (!is_below(path, root)) continue;
    const std::string below = path.substr(root.size() + 1);
    if (is_one_of(rules_.exclude, below, name)) return "'exclude' in the configuration names '" + escaped(name) + "'";
    if (is_rubbish(path) && !is_one_of(rules_.include, below, name))
      return "in folders like '" + escaped(name) +
             "' programs keep copies of their own ('include' in the configuration takes one in)";
  }
  return std::nullopt;
}

std::optional<std::string> LeftOut::why(const std::string& path) const {
  for (const std::string& root : folders_.roots()) {
    if (!is_below(path, root)) continue;
    for (std::size_t end = root.size(); end != std::string::npos;) {
      end = path.find('/', end + 1);
      if (const auto reason = reason_of(path.substr(0, end))) return "is left out: " + *reason;
    }
    if (by_a_mark(folder_part(path))) return "is left out: a file .nomedia or .nofaces is in its folder, or above";
  }
  return std::nullopt;
}

}  // namespace facefs
