// SPDX-License-Identifier: Apache-2.0
// Checks everything in a gallery's files against its checksums and counts. So damage is found before a reader meets it.
//
// Reads the whole gallery. Damage may end the process, so run it in one of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "index/storage/expendable.h"

namespace facefs {

/// Reads all of it. Throws BadRecord or lmdb::Error where something differs from what was written.
void walk_gallery(const std::filesystem::path& folder);

/// Looks at the gallery's file before it is opened (index/storage/lmdb_file.h). Makes the gallery again where its head
/// is damaged, or where it is cut and cannot be read whole. Keeps the faces if they can be copied, else begins from
/// nothing. Returns a sentence that says so; nothing where the gallery may be opened.
std::optional<std::string> mend_unopened(const std::filesystem::path& folder);

/// Returns why the gallery is damaged, from how a process that walked through it ended. Returns nothing where the
/// gallery is not damaged, or where that cannot be told (the process was ended from outside).
std::optional<std::string> damage_told_by(const Outcome& walk);

}  // namespace facefs
