// SPDX-License-Identifier: Apache-2.0
#include "system/link_target.h"

#include <deque>

namespace facefs {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // the kernel's limit

fs::path target_of_link(const fs::path& path) {
  std::error_code no_link;
  return fs::read_symlink(path, no_link);
}

}  // namespace

fs::path followed(const fs::path& path) {
  const fs::path whole = fs::absolute(path);
  std::deque<fs::path> rest(whole.begin(), whole.end());
  fs::path led;
  for (int links = 0; !rest.empty();) {
    const fs::path part = rest.front();
    rest.pop_front();
    if (part.empty() || part == ".") continue;  // an empty part follows a last slash
    if (part == "..") {
      led = led.parent_path();
      continue;
    }
    const fs::path target = links < kMostLinks ? target_of_link(led / part) : fs::path();
    if (target.empty()) {
      led /= part;
      continue;
    }
    ++links;
    rest.insert(rest.begin(), target.begin(), target.end());  // an absolute target begins at the root again
  }
  return led;
}

}  // namespace facefs
