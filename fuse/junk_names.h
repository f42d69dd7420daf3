// SPDX-License-Identifier: Apache-2.0
// Files that desktops and cameras leave in every folder, which are surely no photos: folder views, thumbnails, other
// forks. They are not taken into enroll/ and people/NAME/. A copier's temporary names are none of them. Pure.
#pragma once

#include <string_view>

namespace facefs {

bool is_junk_name(std::string_view name);

}  // namespace facefs
