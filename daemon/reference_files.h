// SPDX-License-Identifier: Apache-2.0
// The files in references/ made to agree with what the log calls them, at start, before anybody is served.
//
// An earlier facefs kept them under the user's names: each gets a name that tells nothing, in the order in which the
// files were made. And what a crash cut short is finished: a file that the log has put into another person's folder is
// moved there. A file that was never closed under any name stays as it is. The writer's thread.
#pragma once

#include <filesystem>

#include "index/decisions/decision_log.h"
#include "index/storage/update.h"

namespace facefs {

/// `references` is the folder of that name. Throws std::system_error where the log or a folder cannot be written; then
/// the files keep their names, and the next start tries again.
void mend_reference_files(const std::filesystem::path& references, Update& update, DecisionLog& log);

}  // namespace facefs
