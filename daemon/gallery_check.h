// SPDX-License-Identifier: Apache-2.0
// Reads the whole gallery once, after an unclean end, while it is in use: in a process of its own, at the lowest
// priority (index/storage/gallery_walk.h). A thread waits for it. What it finds may be of a gallery that was made anew
// meanwhile.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "index/storage/expendable.h"
#include "index/storage/gallery.h"

namespace facefs {

class GalleryCheck {
 public:
  /// What is damaged, if anything is, and in which generation of the gallery; on a thread of its own. Not called where
  /// nothing can be said.
  using Done = std::function<void(const std::optional<std::string>& damage, std::uint64_t generation)>;
  GalleryCheck(const Gallery& gallery, std::filesystem::path folder, Done done);
  /// Gives up.
  ~GalleryCheck();
  GalleryCheck(const GalleryCheck&) = delete;
  GalleryCheck& operator=(const GalleryCheck&) = delete;

 private:
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace facefs
