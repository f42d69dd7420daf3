// SPDX-License-Identifier: Apache-2.0
// Folders in which devices and programs keep thumbnails, trash and copies of their own: no photo of the user's is only
// there. docs/configuration.md has the reason of each; `include` has one back. Pure.
#pragma once

#include <string_view>

namespace facefs {

/// `path`: absolute, of a folder or file; its last name is looked at, and the one above.
bool is_rubbish(std::string_view path);

}  // namespace facefs
