// SPDX-License-Identifier: Apache-2.0
// What `facefs enroll NAME PHOTO...` takes: photos as they are given, and of a folder the pictures that lie in it
// itself, by their content. Each with the name that it gets in enroll/: two that are called the same are told apart.
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

/// Throws ClientError where one is not there, or a folder holds no picture.
PhotosToEnroll photos_to_enroll(const std::vector<std::string>& given);

}  // namespace facefs::cli
