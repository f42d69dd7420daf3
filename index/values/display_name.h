// SPDX-License-Identifier: Apache-2.0
// The name of a photo in the mount: its basename, with a number where another photo has that name already. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "index/values/ids.h"

namespace facefs {

/// Returns "IMG_1.jpg" for 1, and "IMG_1 (2).jpg" for 2. Cuts the name before the number, between UTF-8 characters, to
/// at most 255 bytes.
std::string numbered_name(std::string_view basename, unsigned number);

/// Returns `stem` and `end` joined, in at most 255 bytes. Cuts the stem, between characters.
std::string cut_name(std::string_view stem, std::string_view end);

/// Returns the name of a cluster's folder: "0007".
std::string cluster_name(ClusterId id);
/// Returns the cluster with a folder of that name; nothing where it is no such name in its one spelling.
std::optional<ClusterId> cluster_named(std::string_view name);

}  // namespace facefs
