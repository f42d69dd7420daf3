// SPDX-License-Identifier: Apache-2.0
// How a photo is called in the mount: its basename, or that with a number when another photo has it already. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "index/values/ids.h"

namespace facefs {

/// "IMG_1.jpg" for 1, "IMG_1 (2).jpg" for 2. Cut before the number, between UTF-8 characters, so that 255 bytes hold
/// it.
std::string numbered_name(std::string_view basename, unsigned number);

/// `stem` and `end` in 255 bytes: the stem is cut, between characters.
std::string cut_name(std::string_view stem, std::string_view end);

/// A cluster's folder: "0007".
std::string cluster_name(ClusterId id);
/// Nothing where it is no cluster's name in its one spelling.
std::optional<ClusterId> cluster_named(std::string_view name);

}  // namespace facefs
