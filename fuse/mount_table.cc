// SPDX-License-Identifier: Apache-2.0
#include "fuse/mount_table.h"

#include <charconv>
#include <fstream>
#include <iterator>

namespace facefs {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

/// Returns the word as it was: blanks, newlines and backslashes are written as a backslash and three octal digits.
std::string unescaped(std::string_view word) {
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    unsigned value = 0;
    const char* digits = word.data() + i + 1;
    if (word[i] == '\\' && i + 3 < word.size() && std::from_chars(digits, digits + 3, value, 8).ptr == digits + 3) {
      text.push_back(static_cast<char>(value));
      i += 3;
    } else {
      text.push_back(word[i]);
    }
  }
  return text;
}

/// Returns the mount in a line of the list; nothing for any other line. Such a line is
/// "36 35 0:42 / /home/joe/faces rw,nosuid shared:1 - fuse.facefs facefs rw,user_id=1000"
std::optional<Mount> mount_in(std::string_view line) {
  const std::vector<std::string_view> words = words_of(line);
  std::size_t dash = 6;  // six fields are always there; then come optional ones, and a dash
  while (dash < words.size() && words[dash] != "-") ++dash;
  if (dash + 2 >= words.size()) return std::nullopt;
  const std::string_view device = words[2];
  const std::size_t colon = device.find(':');
  Mount mount{0, unescaped(words[4]), unescaped(words[dash + 1]), unescaped(words[dash + 2])};
  if (colon == std::string_view::npos) return std::nullopt;
  const char* end = device.data() + device.size();
  if (std::from_chars(device.data() + colon + 1, end, mount.device_minor).ptr != end) return std::nullopt;
  return mount;
}

bool holds(const std::string& folder, const std::string& path) {
  return path == folder || folder == "/" ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

std::vector<Mount> mounts_in(std::string_view mountinfo) {
  std::vector<Mount> mounts;
  while (!mountinfo.empty()) {
    const std::size_t end = std::min(mountinfo.find('\n'), mountinfo.size());
    if (auto mount = mount_in(mountinfo.substr(0, end))) mounts.push_back(std::move(*mount));
    mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
  }
  return mounts;
}

std::vector<Mount> mount_table() {
  std::ifstream file("/proc/self/mountinfo");
  return mounts_in(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::optional<Mount> mount_at(const std::vector<Mount>& table, const std::filesystem::path& path) {
  const auto mount = mount_over(table, path);
  return mount && mount->path == path.string() ? mount : std::nullopt;
}

std::optional<Mount> mount_over(const std::vector<Mount>& table, const std::filesystem::path& path) {
  const Mount* seen = nullptr;
  for (const Mount& mount : table)
    if (holds(mount.path, path.string()) && (!seen || mount.path.size() >= seen->path.size())) seen = &mount;
  return seen ? std::optional(*seen) : std::nullopt;
}

}  // namespace facefs
