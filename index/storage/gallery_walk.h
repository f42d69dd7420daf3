// SPDX-License-Identifier: Apache-2.0
// Everything in a gallery's files against its checksums and counts: what nobody would notice before it is asked for.
//
// Reads the whole gallery. It may end the process, so it is given one of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "index/storage/expendable.h"

namespace facefs {

/// Throws BadRecord or lmdb::Error where something is not what was written.
void walk_gallery(const std::filesystem::path& folder);

/// Before it is opened: where the file is cut or its head is damaged (index/storage/lmdb_file.h) the gallery is made
/// again, around its faces if they can be copied, else from nothing. A sentence that says so; nothing where it may be
/// opened.
std::optional<std::string> mend_unopened(const std::filesystem::path& folder);

/// Why the gallery is damaged, when a process that walked through it ended like that; nothing where it is not, or where
/// nothing can be said (it was ended from outside).
std::optional<std::string> damage_told_by(const Outcome& walk);

}  // namespace facefs
