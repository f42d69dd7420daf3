// SPDX-License-Identifier: Apache-2.0
// The photos that `facefs enroll NAME PHOTO...` takes, each with the name that it gets in enroll/.
//
// A photo is taken as it is given. Of a folder, the pictures directly in it are taken, told by their content. Two
// photos with the same name get different ones.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace facefs::cli {

struct PhotoToEnroll {
  std::filesystem::path path;
  std::string name;
};

struct PhotosToEnroll {
  std::vector<PhotoToEnroll> photos;
  std::vector<std::string> notes;  ///< "12 photos of album"
};

/// Returns the photos to enroll. Throws ClientError if one is not there, or if a folder holds no picture.
PhotosToEnroll photos_to_enroll(const std::vector<std::string>& given);

}  // namespace facefs::cli
