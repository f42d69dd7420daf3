// SPDX-License-Identifier: Apache-2.0
#include "index/storage/resident_pages.h"

#include <unistd.h>

#include <fstream>
#include <vector>

namespace facefs {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{250};

}  // namespace

std::size_t resident_file_bytes() {
  std::ifstream statm("/proc/self/statm");  // in pages: all, resident, resident and of files
  std::size_t all = 0, resident = 0, files = 0;
  if (!(statm >> all >> resident >> files)) return 0;
  return files * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void ResidentPages::look(const lmdb::Environment& environment, lmdb::Table kept) {
  const Clock::rep now = Clock::now().time_since_epoch().count();
  Clock::rep next = next_look_;
  const Clock::rep then = now + std::chrono::duration_cast<Clock::duration>(kBetweenLooks).count();
  if (now < next || !next_look_.compare_exchange_strong(next, then)) return;
  const std::size_t resident = resident_file_bytes();
  if (resident <= kMostBytes) return;
  const lmdb::ReadTxn txn(environment);
  if (resident <= kMostBytes + txn.bytes(kept)) return;
  std::vector<lmdb::Bytes> values;
  txn.each(kept, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
    values.push_back(value);
    return true;
  });
  environment.let_pages_go(values);
}

}  // namespace facefs
