// SPDX-License-Identifier: Apache-2.0
// Computes the number of a photo from its content alone: a rebuild gives each photo the same number. No table is needed
// to find a photo by its content.
#pragma once

#include <string_view>

#include "index/values/ids.h"
#include "index/values/keys.h"
#include "index/values/records.h"

namespace facefs {

inline constexpr std::uint64_t kMostPhotoNumber = (std::uint64_t{1} << 60) - 1;

/// Returns the number to look at next, where another content has `id` already. A photo's record is never removed, so
/// the way to a later one stays.
inline PhotoId next_photo_number(PhotoId id) {
  return number_of(id) < kMostPhotoNumber ? static_cast<PhotoId>(number_of(id) + 1) : PhotoId{1};
}

inline PhotoId photo_number_of(const ContentHash& content) {
  const std::string_view bytes(reinterpret_cast<const char*>(content.bytes.data()), content.bytes.size());
  const auto id = static_cast<PhotoId>(id_in(bytes) & kMostPhotoNumber);
  return id == kNoPhoto ? next_photo_number(id) : id;
}

}  // namespace facefs
