// SPDX-License-Identifier: Apache-2.0
// How much this process has asked of LMDB: what a cost is counted in where time would be noise.
#pragma once

#include <cstddef>

namespace facefs::test {

/// Records read, written and erased by all threads so far, and the bytes of their values.
struct LmdbWork {
  std::size_t records = 0;
  std::size_t bytes = 0;
};

LmdbWork lmdb_work();

}  // namespace facefs::test
