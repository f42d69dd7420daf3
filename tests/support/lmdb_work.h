// SPDX-License-Identifier: Apache-2.0
// Counts how much this process has asked of LMDB, for tests of a cost whose time would be noise.
#pragma once

#include <cstddef>

namespace facefs::test {

/// Calls of LMDB that read, write or erase a record, by all threads so far, and the bytes of the records' values.
struct LmdbWork {
  std::size_t records = 0;
  std::size_t bytes = 0;
};

LmdbWork lmdb_work();

}  // namespace facefs::test
