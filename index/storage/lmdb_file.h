// SPDX-License-Identifier: Apache-2.0
// Looks at an LMDB file before LMDB opens it. LMDB trusts what it finds: in a file that was cut short, the first
// missing page is a bad memory access (SIGBUS).
//
// Reads the two meta pages alone (struct MDB_meta, data format 1, of LMDB 0.9), in the machine's own byte order. Any
// thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace facefs::lmdb {

enum class FileState {
  sound,    ///< also where there is no file yet: LMDB makes it
  cut,      ///< shorter than its last page; the missing page may be one that is not in use any more
  damaged,  ///< one of its meta pages is no meta page
};

/// Returns the state of that folder's data.mdb.
FileState file_state(const std::filesystem::path& folder);

}  // namespace facefs::lmdb
