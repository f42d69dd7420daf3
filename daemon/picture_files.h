// SPDX-License-Identifier: Apache-2.0
// Which files may be photos: by their names, and where those say something else, by their first bytes. A JPEG called
// IMG_1.HEIC is a JPEG; other pictures and films are counted by kind, so that nobody waits for them. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "models/file_kind.h"
#include "system/photo_file.h"

namespace facefs {

/// The extensions of pictures that are read, in any case.
bool has_photo_extension(std::string_view name);

/// Those, the extensions of other pictures and films, and names without any. Other files are never opened.
bool may_be_photo(std::string_view name);

/// Returns what an open file is, by its first bytes; unknown where it could not be opened.
FileKind kind_of_file(const OpenedPhoto& opened);

/// To be read: told by the extension, or by the first bytes.
bool is_photo_file(const std::string& path);

}  // namespace facefs
