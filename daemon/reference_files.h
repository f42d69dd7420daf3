// SPDX-License-Identifier: Apache-2.0
// The files in references/ made to agree with what the log calls them, at start, before anybody is served.
//
// An earlier facefs kept them under the user's names: each gets a name that tells nothing, in the order in which the
// files were made. And what a crash cut short is finished: a file that the log has put into another person's folder is
// moved there. A file that was never closed under any name stays as it is. The writer's thread, no transaction open.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "index/decisions/act.h"
#include "index/storage/gallery.h"

namespace facefs {

/// `references` is the folder of that name. `perform` makes acts durable in log and gallery; files are renamed after
/// that, so that a crash in between is finished at the next start. Throws std::system_error where a folder cannot be
/// written, and what `perform` throws; then the files keep their names, and the next start tries again.
void mend_reference_files(const std::filesystem::path& references, const Gallery& gallery,
                          const std::function<void(const std::vector<Act>&)>& perform);

}  // namespace facefs
