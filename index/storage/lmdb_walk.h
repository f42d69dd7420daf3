// SPDX-License-Identifier: Apache-2.0
// Visits all entries of all tables of an LMDB folder, as of one moment, without changing anything. Run it in a process
// of its own (index/storage/expendable.h): LMDB trusts its pages, and damage may end the process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "index/storage/lmdb.h"

namespace facefs::lmdb {

/// Calls `visit` for each entry. Returns how many entries each table has. Throws Error: for one, MDB_CORRUPTED where a
/// table has another number of entries than it says.
std::map<std::string, std::uint64_t> walk(
    const std::filesystem::path& folder, std::size_t map_bytes, unsigned tables,
    const std::function<void(const std::string& table, Bytes key, Bytes value)>& visit);

/// Frees the pages that LMDB still keeps for processes that have ended: it forgets that they read them.
void forget_dead_readers(const Environment& environment);

}  // namespace facefs::lmdb
