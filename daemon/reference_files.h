// SPDX-License-Identifier: Apache-2.0
// Makes the files in references/ agree with what the log calls them, at start, before anything is served.
//
// An earlier facefs kept the files under the user's names. Each such file gets a name that tells nothing, in the order
// in which the files were made. What a crash cut short is finished: a file that the log has given to another person is
// moved to that person's folder. A file that was never closed under any name stays as it is. The writer's thread, with
// no transaction open.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "index/decisions/act.h"
#include "index/storage/gallery.h"

namespace facefs {

/// Mends the files in the folder `references`. `perform` makes acts durable in log and gallery. Files are renamed after
/// that, so that a crash in between is finished at the next start. Throws std::system_error if a folder cannot be
/// written, and what `perform` throws. Then the files keep their names, and the next start tries again.
void mend_reference_files(const std::filesystem::path& references, const Gallery& gallery,
                          const std::function<void(const std::vector<Act>&)>& perform);

}  // namespace facefs
