// SPDX-License-Identifier: Apache-2.0
// A file that is there while the gallery is in use. If there is one at start, the facefsd that left it was killed or
// lost its power. What that facefsd wrote last may not be what it meant to write. The file then stays until the gallery
// was looked through (`looked_through`, any thread).
#pragma once

#include <fcntl.h>

#include <atomic>
#include <filesystem>

#include "system/unique_fd.h"

namespace facefs {

class UseMark {
 public:
  explicit UseMark(const std::filesystem::path& data) : file_(data / "gallery.in-use") {
    std::error_code none;
    was_left_ = std::filesystem::exists(file_, none);
    const UniqueFd made(::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  }
  ~UseMark() {
    std::error_code ignored;
    if (!was_left_) std::filesystem::remove(file_, ignored);
  }
  UseMark(const UseMark&) = delete;
  UseMark& operator=(const UseMark&) = delete;

  bool was_left() const { return was_left_; }
  void looked_through() { was_left_ = false; }

 private:
  std::filesystem::path file_;
  std::atomic<bool> was_left_ = false;
};

}  // namespace facefs
