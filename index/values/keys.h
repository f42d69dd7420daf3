// SPDX-License-Identifier: Apache-2.0
// The keys of the gallery's tables (docs/gallery-format.md). Entries that are read together have neighbouring keys.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "index/values/folder_key.h"
#include "index/values/ids.h"
#include "index/values/records.h"

namespace facefs {

/// Returns one key for all spellings that people take for the same name.
std::string key_of_name(std::string_view name);
std::string key_of(PhotoId id);
std::string key_of(FaceId id);
std::string key_of(PersonId id);
std::string key_of(FolderId id);
std::string key_of(ClusterId id);
std::string key_of(const ImageKey& key);
std::string key_of(const ContentHash& hash);
std::string key_of(const FilePlace& place);
std::string key_of(const FolderKey& key);

// Keys that follow a photo's or an image's own key in the same table.
std::string key_of(PhotoId id, const FolderKey& folder);
std::string key_of(PhotoId id, const FilePlace& place);
std::string key_of(const ImageKey& key, PhotoId id);
std::string key_of_folders(PhotoId id);  ///< what the keys of its folders begin with
std::string key_of_places(PhotoId id);

std::uint64_t id_in(std::string_view key, std::size_t at = 0);
ImageKey image_key_in(std::string_view key);
FilePlace file_place_in(std::string_view key);
FolderKey folder_key_in(std::string_view key);

inline constexpr std::size_t kIdBytes = 8;
inline constexpr std::size_t kImageKeyBytes = 24;
inline constexpr std::size_t kFolderKeyBytes = 9;

}  // namespace facefs
