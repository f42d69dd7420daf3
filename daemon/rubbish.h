// SPDX-License-Identifier: Apache-2.0
// Folders in which devices and programs keep thumbnails, trash and copies of their own. No photo of the user's is only
// there. docs/configuration.md gives the reason for each; `include` takes one back in. Pure.
#pragma once

#include <string_view>

namespace facefs {

/// Tells whether an absolute path, of a folder or file, is rubbish: by its last name and the one above.
bool is_rubbish(std::string_view path);

}  // namespace facefs
