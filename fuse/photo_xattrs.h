// SPDX-License-Identifier: Apache-2.0
// Extended attributes, read-only except for kCertain: where a photo really is, who is in it and why; a reference's
// verdict. Each is told to a program that asks for it by name; none is listed (fuse/reading_operations.cc says why).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fuse/enroll_files.h"
#include "fuse/inode.h"
#include "index/answers/explain.h"
#include "index/storage/snapshot.h"

namespace facefs {

/// A person's own cap of certain matches. It is the one attribute that can be set, on people/<name>.
inline constexpr std::string_view kCertain = "user.facefs.certain";

/// Returns the attribute's value; nothing where the inode has no attribute of that name.
std::optional<std::string> xattr_value(const Snapshot& snapshot, const Explainer& explainer, const EnrollFiles& files,
                                       Inode inode, std::string_view name);

}  // namespace facefs
