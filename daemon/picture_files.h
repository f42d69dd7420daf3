// SPDX-License-Identifier: Apache-2.0
// Tells which files may be photos: by their names, and if those say something else, by their first bytes. A JPEG called
// IMG_1.HEIC is a JPEG. Other pictures and films are counted by kind, so that nobody waits for them. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "models/file_kind.h"
#include "system/photo_file.h"

namespace facefs {

/// Tells whether a name has the extension of a picture that is read, in any case of letters.
bool has_photo_extension(std::string_view name);

/// Tells whether a name has the extension of any picture or film, or none at all. Files with other names are never
/// opened.
bool may_be_photo(std::string_view name);

/// Returns what an open file is, by its first bytes; unknown if it could not be opened.
FileKind kind_of_file(const OpenedPhoto& opened);

/// Tells whether a file is to be read, by its extension or by its first bytes.
bool is_photo_file(const std::string& path);

}  // namespace facefs
