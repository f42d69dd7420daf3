// SPDX-License-Identifier: Apache-2.0
// The one thing that facefs reads from XMP: the orientation (tiff:Orientation), for pictures whose EXIF names none.
//
// No XML is parsed: the property is looked for under the prefix that its namespace was given, as an attribute or as an
// element, which is how every writer writes it. Pure, over foreign bytes.
#pragma once

#include <optional>
#include <string_view>

#include "models/exif.h"

namespace facefs {

std::optional<Orientation> orientation_in_xmp(std::string_view xmp);

}  // namespace facefs
