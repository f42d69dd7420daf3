// SPDX-License-Identifier: Apache-2.0
// Names of files that desktops and cameras leave in every folder and that are surely no photos: folder views,
// thumbnails, other forks. Such files are not taken into enroll/ and people/NAME/. A copier's temporary names are not
// among them. Pure.
#pragma once

#include <string_view>

namespace facefs {

bool is_junk_name(std::string_view name);

}  // namespace facefs
