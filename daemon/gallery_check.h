// SPDX-License-Identifier: Apache-2.0
// Reads the whole gallery once, after an unclean end, while it is in use. A process of its own reads it, at the lowest
// priority (index/storage/gallery_walk.h), and a thread waits for that process. What it finds may concern a gallery
// that was made anew meanwhile.
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
  /// Gets what is damaged, if anything is, and in which generation of the gallery. Called on a thread of its own; not
  /// called if nothing can be said.
  using Done = std::function<void(const std::optional<std::string>& damage, std::uint64_t generation)>;
  GalleryCheck(const Gallery& gallery, std::filesystem::path folder, Done done);
  /// Gives the check up, and waits for its thread.
  ~GalleryCheck();
  GalleryCheck(const GalleryCheck&) = delete;
  GalleryCheck& operator=(const GalleryCheck&) = delete;

 private:
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace facefs
