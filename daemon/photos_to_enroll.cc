// SPDX-License-Identifier: Apache-2.0
#include "daemon/photos_to_enroll.h"

#include <algorithm>
#include <set>

#include "daemon/client.h"
#include "daemon/picture_files.h"
#include "index/values/display_name.h"
#include "system/text.h"

namespace facefs::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pictures_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> pictures;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error))
    if (!at->path().filename().string().starts_with('.') && is_read(kind_of_file(open_photo(at->path()))))
      pictures.push_back(at->path());
  if (error) throw ClientError("'" + escaped(folder.string()) + "' cannot be listed: " + error.message());
  std::sort(pictures.begin(), pictures.end());
  return pictures;
}

}  // namespace

PhotosToEnroll photos_to_enroll(const std::vector<std::string>& given) {
  PhotosToEnroll taken;
  std::set<std::string> names;
  const auto add = [&](const fs::path& path) {
    unsigned number = 1;
    while (!names.insert(numbered_name(path.filename().string(), number)).second) ++number;
    taken.photos.push_back({path, numbered_name(path.filename().string(), number)});
  };
  for (const std::string& one : given) {
    std::error_code error;
    if (!fs::exists(one, error)) throw ClientError("'" + escaped(one) + "' is not there");
    if (!fs::is_directory(one, error)) {
      add(one);
      continue;
    }
    const std::vector<fs::path> pictures = pictures_in(one);
    if (pictures.empty())
      throw ClientError("'" + escaped(one) + "' holds no picture of its own (folders in it are left out): " +
                        "facefs reads JPEG, PNG and WebP");
    std::for_each(pictures.begin(), pictures.end(), add);
    taken.notes.push_back(std::to_string(pictures.size()) + (pictures.size() == 1 ? " photo of " : " photos of ") +
                          one);
  }
  return taken;
}

}  // namespace facefs::cli
