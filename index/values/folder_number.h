// SPDX-License-Identifier: Apache-2.0
// Computes the number of a watched folder from its path alone: a rebuild gives each folder the same number.
#pragma once

#include <string_view>

#include "index/values/content_hash.h"
#include "index/values/ids.h"
#include "index/values/keys.h"
#include "index/values/records.h"

namespace facefs {

inline FolderId folder_number_of(std::string_view path) {
  const ContentHash hash = content_hash_of(path);
  return static_cast<FolderId>(id_in({reinterpret_cast<const char*>(hash.bytes.data()), kIdBytes}));
}

/// Returns the number to look at next, where another path has `id` already.
inline FolderId next_folder_number(FolderId id) {
  return static_cast<FolderId>(number_of(id) + 1);
}

}  // namespace facefs
