// SPDX-License-Identifier: Apache-2.0
// All entries of all tables of an LMDB folder, as of one moment, without changing anything. In a process of its own
// (index/storage/expendable.h): LMDB trusts its pages, and damage may end whoever meets it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "index/storage/lmdb.h"

namespace facefs::lmdb {

/// How many entries each table has. Throws Error, MDB_CORRUPTED among others where a table has another number of them
/// than it says.
std::map<std::string, std::uint64_t> walk(
    const std::filesystem::path& folder, std::size_t map_bytes, unsigned tables,
    const std::function<void(const std::string& table, Bytes key, Bytes value)>& visit);

/// What processes that are no more still seem to read is not kept for them any longer.
void forget_dead_readers(const Environment& environment);

}  // namespace facefs::lmdb
