// SPDX-License-Identifier: Apache-2.0
// Replaces liblmdb's functions of the same names, because a program's own come first. Each calls the one it replaces.
#include "support/lmdb_work.h"

#include <dlfcn.h>
#include <lmdb.h>

#include <atomic>

namespace {

std::atomic<std::size_t> records = 0, bytes = 0;

template <class Function>
Function next(Function, const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

int counted(int result, const MDB_val* value) {
  ++records;
  if (result == 0 && value) bytes += value->mv_size;
  return result;
}

}  // namespace

extern "C" {

int mdb_get(MDB_txn* txn, MDB_dbi table, MDB_val* key, MDB_val* value) {
  static const auto real = next(&mdb_get, "mdb_get");
  return counted(real(txn, table, key, value), value);
}

int mdb_put(MDB_txn* txn, MDB_dbi table, MDB_val* key, MDB_val* value, unsigned flags) {
  static const auto real = next(&mdb_put, "mdb_put");
  return counted(real(txn, table, key, value, flags), value);
}

int mdb_del(MDB_txn* txn, MDB_dbi table, MDB_val* key, MDB_val* value) {
  static const auto real = next(&mdb_del, "mdb_del");
  return counted(real(txn, table, key, value), value);
}

int mdb_cursor_get(MDB_cursor* cursor, MDB_val* key, MDB_val* value, MDB_cursor_op operation) {
  static const auto real = next(&mdb_cursor_get, "mdb_cursor_get");
  return counted(real(cursor, key, value, operation), value);
}

}  // extern "C"

namespace facefs::test {

LmdbWork lmdb_work() {
  return {records, bytes};
}

}  // namespace facefs::test
