// SPDX-License-Identifier: Apache-2.0
// Twelve-megapixel photos as phones write them, made of the small photo set. Heads of real people, 130 to 950 pixels
// wide, are put on coloured noise with film grain. So a file is as large as a camera's.
//
// 4000 x 3000, JPEG 4:2:0, quality 90 to 95. Every fifth one is progressive, and every fourth one is stored on its side
// with the orientation in EXIF. Each has none to eight faces. They are the same in every run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/image.h"

namespace facefs::bench {

struct RecipePhoto {
  std::string jpeg;
  int faces = 0;
  bool progressive = false;
  bool turned = false;
};

/// Returns heads cut out of photos of one face each, found by facefs itself.
std::vector<Image> heads_of(const std::vector<std::filesystem::path>& photos, const std::filesystem::path& models);

RecipePhoto recipe_photo(int number, const std::vector<Image>& heads);

/// A crowd in twelve megapixels: 48 faces, 24 to 120 pixels wide.
struct CrowdPhoto {
  struct Head {
    int left, top, width;
  };
  Image picture;
  std::vector<Head> heads;
};
CrowdPhoto crowd_photo(int number, const std::vector<Image>& heads);

/// Returns a JPEG as `recipe_photo` writes them.
std::string jpeg_of(const Image& image, int quality, bool progressive, int orientation);

}  // namespace facefs::bench
