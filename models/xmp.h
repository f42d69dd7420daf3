// SPDX-License-Identifier: Apache-2.0
// Reads the orientation from XMP (tiff:Orientation). It counts where a picture's EXIF
// names none.
//
// No XML is parsed. The property is looked for under its namespace's prefix, as an attribute or as an element, which is
// how every writer writes it. Pure, over foreign bytes.
#pragma once

#include <optional>
#include <string_view>

#include "models/exif.h"

namespace facefs {

std::optional<Orientation> orientation_in_xmp(std::string_view xmp);

}  // namespace facefs
