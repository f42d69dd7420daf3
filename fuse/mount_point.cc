// SPDX-License-Identifier: Apache-2.0
#include "fuse/mount_point.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <string>
#include <vector>

#include "system/unique_fd.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOpen = 0700;
constexpr mode_t kClosed = 0500;

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&now, &parts);
  std::array<char, 16> text{};
  return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts));
}

fs::path new_folder_beside(const fs::path& mount_point) {
  const std::string name = mount_point.string() + " found on " + today();
  for (int i = 1;; ++i)
    if (fs::path folder = i == 1 ? name : name + " (" + std::to_string(i) + ")"; fs::create_directory(folder))
      return folder;
}

}  // namespace

void mount_over_closed(const fs::path& mount_point, const std::function<void()>& mount) {
  const UniqueFd folder(::open(mount_point.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat info {};
  const bool is_ours = folder && ::fstat(folder.get(), &info) == 0 && info.st_uid == ::geteuid();
  const auto set_mode = [&](mode_t mode) {
    // A file system without modes keeps none: then this folder is as open as all others there.
    if (is_ours && ::fchmod(folder.get(), mode) != 0) return;
  };
  set_mode(kOpen);
  try {
    mount();
  } catch (...) {
    set_mode(kClosed);
    throw;
  }
  set_mode(kClosed);
}

std::optional<fs::path> move_aside(const fs::path& mount_point) {
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(mount_point)) names.push_back(entry.path().filename());
  if (names.empty()) return std::nullopt;
  const fs::path folder = new_folder_beside(mount_point);
  fs::permissions(mount_point, fs::perms::owner_all);
  for (const fs::path& name : names) fs::rename(mount_point / name, folder / name);
  return folder;
}

}  // namespace facefs
