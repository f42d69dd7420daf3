// SPDX-License-Identifier: Apache-2.0
// Looks at an LMDB file before LMDB opens it, which trusts what it finds: a file that was cut short is a bad memory
// access (SIGBUS) at the first page that is missing.
//
// Reads the two meta pages alone (struct MDB_meta, data format 1, of LMDB 0.9), in the machine's own order. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace facefs::lmdb {

enum class FileState {
  sound,    ///< or not there: it is made
  cut,      ///< shorter than its last page; a page that is not in use any more may be what is missing
  damaged,  ///< a meta page is none
};

/// Of that folder's data.mdb.
FileState file_state(const std::filesystem::path& folder);

}  // namespace facefs::lmdb
