// SPDX-License-Identifier: Apache-2.0
#include "fuse/junk_names.h"

#include <algorithm>
#include <array>
#include <string>

namespace facefs {
namespace {

/// Windows and macOS do not tell them by case.
std::string in_small_letters(std::string_view name) {
  std::string text(name);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return text;
}

}  // namespace

bool is_junk_name(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kNames = {
      ".ds_store",   ".hidden",     ".localized",        ".nomedia",  ".picasa.ini", ".xdg-volume-info", "picasa.ini",
      "desktop.ini", "ehthumbs.db", "ehthumbs_vista.db", "thumbs.db", "autorun.inf", "zbthumbnail.info"};
  const std::string small = in_small_letters(name);
  // KDE's folder view, also while it is being written (.directory.AbC123); a macOS fork on a foreign disk
  // (._IMG_1.jpg).
  return small == ".directory" || small.starts_with(".directory.") || small.starts_with("._") ||
         std::find(kNames.begin(), kNames.end(), small) != kNames.end();
}

}  // namespace facefs
