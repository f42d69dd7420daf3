// SPDX-License-Identifier: Apache-2.0
#include "daemon/picture_files.h"

#include <algorithm>
#include <array>
#include <span>
#include <variant>
#include <vector>

namespace facefs {
namespace {

constexpr std::array<std::string_view, 6> kRead = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"};
constexpr std::array<std::string_view, 46> kOthers = {
    ".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".j2k",  ".tif",       ".tiff",         ".gif", ".bmp", ".psd",
    ".mpo",  ".jif",  ".jfi", ".jps",  ".dng", ".cr2", ".cr3",  ".crw",       ".nef",          ".nrw", ".arw", ".srf",
    ".sr2",  ".orf",  ".raf", ".rw2",  ".pef", ".srw", ".x3f",  ".mrw",       ".3fr",          ".iiq", ".raw", ".mov",
    ".mp4",  ".m4v",  ".3gp", ".avi",  ".mkv", ".mts", ".webm", ".jpg_large", ".jpg_original", ".apng"};

bool ends_with_one_of(std::string_view name, std::span<const std::string_view> extensions) {
  return std::any_of(extensions.begin(), extensions.end(), [name](std::string_view extension) {
    return name.size() > extension.size() &&
           std::equal(extension.begin(), extension.end(), name.end() - static_cast<std::ptrdiff_t>(extension.size()),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b); });
  });
}

}  // namespace

bool has_photo_extension(std::string_view name) {
  return ends_with_one_of(name, kRead);
}

bool may_be_photo(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('/') + 1);
  return has_photo_extension(last) || ends_with_one_of(last, kOthers) || last.find('.') == std::string_view::npos;
}

FileKind kind_of_file(const OpenedPhoto& opened) {
  const auto* photo = std::get_if<PhotoFile>(&opened);
  if (!photo) return FileKind::unknown;
  std::array<std::uint8_t, kBytesForKind> bytes{};
  const ssize_t count = photo->read_at(bytes.data(), bytes.size(), 0);
  return count <= 0 ? FileKind::unknown : kind_of(std::span(bytes).first(static_cast<std::size_t>(count)));
}

bool is_photo_file(const std::string& path) {
  return has_photo_extension(path) || (may_be_photo(path) && is_read(kind_of_file(open_photo(path))));
}

}  // namespace facefs
