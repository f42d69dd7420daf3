// SPDX-License-Identifier: Apache-2.0
#include "fuse/junk_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace facefs {
namespace {

/// Returns the name in small letters: Windows and macOS do not distinguish names by case.
std::string in_small_letters(std::string_view name) {
  std::string text(name);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return text;
}

/// Tells whether rsync writes under that name (".name.AbC123"): its end is a dot and six letters or digits.
bool is_rsyncs_temporary(std::string_view name) {
  constexpr std::size_t kRandom = 6;
  if (name.size() < kRandom + 3 || name[name.size() - kRandom - 1] != '.') return false;
  const std::string_view random = name.substr(name.size() - kRandom);
  return std::all_of(random.begin(), random.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

}  // namespace

bool is_junk_name(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kNames = {
      ".ds_store",   ".hidden",     ".localized",        ".nomedia",  ".picasa.ini", ".xdg-volume-info", "picasa.ini",
      "desktop.ini", "ehthumbs.db", "ehthumbs_vista.db", "thumbs.db", "autorun.inf", "zbthumbnail.info"};
  const std::string small = in_small_letters(name);
  // KDE's folder view, also while it is being written (.directory.AbC123). A macOS fork on a foreign disk
  // (._IMG_1.jpg), but not rsync's temporary name for a camera's _DSC1234.JPG.
  return small == ".directory" || small.starts_with(".directory.") ||
         (small.starts_with("._") && !is_rsyncs_temporary(small)) ||
         std::find(kNames.begin(), kNames.end(), small) != kNames.end();
}

}  // namespace facefs
