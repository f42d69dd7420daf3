// SPDX-License-Identifier: Apache-2.0
// How a photo is called in the mount: its basename, or that with a number when another photo has it already. Pure.
#pragma once

#include <string>
#include <string_view>

namespace facefs {

/// "IMG_1.jpg" for 1, "IMG_1 (2).jpg" for 2. Cut before the number, between UTF-8 characters, so that 255 bytes hold
/// it.
std::string numbered_name(std::string_view basename, unsigned number);

}  // namespace facefs
