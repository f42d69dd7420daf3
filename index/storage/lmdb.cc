// SPDX-License-Identifier: Apache-2.0
#include "index/storage/lmdb.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "index/storage/lmdb_walk.h"

namespace facefs::lmdb {
namespace {

constexpr unsigned kReaders = 126;
constexpr off_t kLockFileBytes = 64 << 10;

void check(int code, const char* call) {
  if (code != 0) throw Error(call, code);
}

MDB_val val_of(Bytes bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}
Bytes bytes_of(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

/// Takes space for the lock file, so that a full disk is an errno. LMDB maps the file after a mere ftruncate, and on a
/// full disk the first touch would be SIGBUS.
void take_space_for_lock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "lock.mdb";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const int code = descriptor < 0 ? errno : ::posix_fallocate(descriptor, 0, kLockFileBytes);
  if (descriptor >= 0) ::close(descriptor);
  if (code != 0) throw Error("taking space for " + file.string(), code);
}

/// Returns where the file is mapped; nullptr where that cannot be told. LMDB says it of maps at fixed addresses only.
void* map_of(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return nullptr;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    std::string range, permissions, offset, device;
    ino_t inode = 0;
    words >> range >> permissions >> offset >> device >> inode;
    if (inode == status.st_ino && line.ends_with("/data.mdb"))  // btrfs and overlayfs have devices of their own here
      return std::bit_cast<void*>(static_cast<std::uintptr_t>(std::stoull(range, nullptr, 16)));
  }
  return nullptr;
}

/// Closes the cursor before its transaction ends.
class Cursor {
 public:
  Cursor(MDB_txn* txn, Table table) {
    check(mdb_cursor_open(txn, static_cast<MDB_dbi>(table), &cursor_), "mdb_cursor_open");
  }
  ~Cursor() { mdb_cursor_close(cursor_); }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;
  bool move(MDB_val& key, MDB_val& value, MDB_cursor_op operation) {
    const int code = mdb_cursor_get(cursor_, &key, &value, operation);
    if (code == MDB_NOTFOUND) return false;
    check(code, "mdb_cursor_get");
    return true;
  }

 private:
  MDB_cursor* cursor_ = nullptr;
};

}  // namespace

Error::Error(const std::string& act, int number)
    : std::runtime_error(act + ": " + mdb_strerror(number)), code(number) {}

/// Tells whether the error means damage. In a damaged file LMDB may report any error of its own, whichever it meets
/// first. (A page of zeros, a thousand flipped bits: 9 of its numbers were met.) So the errors with another cause are
/// named here.
bool Error::is_damage() const {
  constexpr std::array kOfAnotherCause = {MDB_KEYEXIST,     MDB_NOTFOUND, MDB_MAP_FULL, MDB_DBS_FULL,
                                          MDB_READERS_FULL, MDB_TLS_FULL, MDB_TXN_FULL, MDB_BAD_VALSIZE};
  const bool is_of_its_own = code >= MDB_KEYEXIST && code <= MDB_LAST_ERRCODE;
  return is_of_its_own && std::find(kOfAnotherCause.begin(), kOfAnotherCause.end(), code) == kOfAnotherCause.end();
}

Environment::Environment(const std::filesystem::path& folder, std::size_t map_bytes, unsigned tables)
    : folder_(folder) {
  take_space_for_lock(folder);
  check(mdb_env_create(&env_), "mdb_env_create");
  try {
    check(mdb_env_set_mapsize(env_, map_bytes), "mdb_env_set_mapsize");
    check(mdb_env_set_maxdbs(env_, tables), "mdb_env_set_maxdbs");
    check(mdb_env_set_maxreaders(env_, kReaders), "mdb_env_set_maxreaders");
    if (const int code = mdb_env_open(env_, folder.c_str(), MDB_NOTLS | MDB_NORDAHEAD, 0600))
      throw Error("opening the gallery " + folder.string(), code);
    int dead = 0;
    mdb_reader_check(env_, &dead);  // slots of a killed daemon would keep its pages for ever
    map_ = map_of(folder / "data.mdb");
  } catch (...) {
    mdb_env_close(env_);
    throw;
  }
}

Environment::~Environment() {
  mdb_env_close(env_);
}

ReadTxn::ReadTxn(const Environment& environment) : ReadTxn(environment, MDB_RDONLY) {}

ReadTxn::ReadTxn(const Environment& environment, unsigned flags) {
  check(mdb_txn_begin(environment.handle(), nullptr, flags, &txn_), "mdb_txn_begin");
}

ReadTxn::~ReadTxn() {
  if (txn_) mdb_txn_abort(txn_);
}

std::optional<Bytes> ReadTxn::get(Table table, Bytes key) const {
  MDB_val name = val_of(key);
  MDB_val value;
  const int code = mdb_get(txn_, static_cast<MDB_dbi>(table), &name, &value);
  if (code == MDB_NOTFOUND) return std::nullopt;
  check(code, "mdb_get");
  return bytes_of(value);
}

void Environment::let_pages_go(std::span<const Bytes> but) const {
  if (map_ == nullptr) return;
  MDB_envinfo info;
  MDB_stat stat;
  if (mdb_env_info(env_, &info) != 0 || mdb_env_stat(env_, &stat) != 0) return;  // advice: failing is no fault
  char* const map = static_cast<char*>(map_);
  const std::size_t page = stat.ms_psize;
  std::map<std::size_t, std::size_t> pages;
  for (const Bytes value : but) {
    const auto first = static_cast<std::size_t>(value.data() - map);
    pages[first / page] = (first + value.size() + page - 1) / page;
  }
  pages[info.me_last_pgno + 1] = info.me_last_pgno + 1;
  std::size_t from = 0;
  for (const auto& [first, end] : pages) {
    if (first > from) ::madvise(map + from * page, (first - from) * page, MADV_DONTNEED);
    from = end;
  }
}

std::size_t ReadTxn::commit_id() const {
  return mdb_txn_id(txn_);
}

std::size_t ReadTxn::bytes(Table table) const {
  MDB_stat stat;
  check(mdb_stat(txn_, static_cast<MDB_dbi>(table), &stat), "mdb_stat");
  return stat.ms_psize * (stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages);
}

std::size_t ReadTxn::entries(Table table) const {
  MDB_stat stat;
  check(mdb_stat(txn_, static_cast<MDB_dbi>(table), &stat), "mdb_stat");
  return stat.ms_entries;
}

void ReadTxn::each(Table table, Bytes prefix, const std::function<bool(Bytes, Bytes)>& visit, Bytes from) const {
  Cursor cursor(txn_, table);
  const std::string start = std::string(prefix) + std::string(from);
  MDB_val key = val_of(start);
  MDB_val value;
  bool found = start.empty() ? cursor.move(key, value, MDB_FIRST) : cursor.move(key, value, MDB_SET_RANGE);
  while (found && bytes_of(key).starts_with(prefix)) {
    if (!visit(bytes_of(key), bytes_of(value))) return;
    found = cursor.move(key, value, MDB_NEXT);
  }
}

WriteTxn::WriteTxn(const Environment& environment) : ReadTxn(environment, 0U) {}

Table WriteTxn::open(const char* name) {
  MDB_dbi table;
  check(mdb_dbi_open(txn_, name, MDB_CREATE, &table), "mdb_dbi_open");
  return static_cast<Table>(table);
}

void WriteTxn::put(Table table, Bytes key, Bytes value) {
  MDB_val name = val_of(key);
  MDB_val content = val_of(value);
  check(mdb_put(txn_, static_cast<MDB_dbi>(table), &name, &content, 0), "mdb_put");
}

bool WriteTxn::add(Table table, Bytes key, Bytes value) {
  MDB_val name = val_of(key);
  MDB_val content = val_of(value);
  const int code = mdb_put(txn_, static_cast<MDB_dbi>(table), &name, &content, MDB_NOOVERWRITE);
  if (code == MDB_KEYEXIST) return false;
  check(code, "mdb_put");
  return true;
}

bool WriteTxn::erase(Table table, Bytes key) {
  MDB_val name = val_of(key);
  const int code = mdb_del(txn_, static_cast<MDB_dbi>(table), &name, nullptr);
  if (code == MDB_NOTFOUND) return false;
  check(code, "mdb_del");
  return true;
}

namespace {

/// Tells whether a page was written beyond the end that any file may have: its number is damaged.
bool is_beyond_any_file(int code, MDB_env* env) {
  constexpr std::uintmax_t kWell = std::uintmax_t{1} << 31;  // less than a file may have on any file system
  rlimit limit{};
  std::error_code error;
  const char* folder = nullptr;
  return code == EFBIG && ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY &&
         mdb_env_get_path(env, &folder) == 0 &&
         std::filesystem::file_size(std::filesystem::path(folder) / "data.mdb", error) < kWell && !error;
}

}  // namespace

void WriteTxn::commit() {
  MDB_env* const env = mdb_txn_env(txn_);
  const int code = mdb_txn_commit(std::exchange(txn_, nullptr));
  check(is_beyond_any_file(code, env) ? MDB_CORRUPTED : code, "mdb_txn_commit");
}

namespace {

/// An environment that is only read, and its one transaction.
struct Reading {
  MDB_env* env = nullptr;
  MDB_txn* txn = nullptr;

  Reading(const std::filesystem::path& folder, std::size_t map_bytes, unsigned tables) {
    check(mdb_env_create(&env), "mdb_env_create");
    try {
      check(mdb_env_set_mapsize(env, map_bytes), "mdb_env_set_mapsize");
      check(mdb_env_set_maxdbs(env, tables), "mdb_env_set_maxdbs");
      check(mdb_env_set_maxreaders(env, kReaders), "mdb_env_set_maxreaders");
      check(mdb_env_open(env, folder.c_str(), MDB_RDONLY | MDB_NOTLS, 0600), "mdb_env_open");
      check(mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn), "mdb_txn_begin");
    } catch (...) {
      mdb_env_close(env);
      throw;
    }
  }
  ~Reading() {
    mdb_txn_abort(txn);
    mdb_env_close(env);
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  MDB_dbi table(const char* name) const {
    MDB_dbi table;
    check(mdb_dbi_open(txn, name, 0, &table), "mdb_dbi_open");
    return table;
  }

  std::uint64_t each(MDB_dbi table, const std::function<void(Bytes, Bytes)>& visit) const {
    MDB_stat stat;
    check(mdb_stat(txn, table, &stat), "mdb_stat");
    Cursor cursor(txn, static_cast<Table>(table));
    MDB_val key, value;
    std::uint64_t count = 0;
    for (bool found = cursor.move(key, value, MDB_FIRST); found; found = cursor.move(key, value, MDB_NEXT), ++count)
      visit(bytes_of(key), bytes_of(value));
    if (count != stat.ms_entries) throw Error("a table has other entries than it says", MDB_CORRUPTED);
    return count;
  }
};

}  // namespace

void forget_dead_readers(const Environment& environment) {
  int dead = 0;
  mdb_reader_check(environment.handle(), &dead);
}

std::map<std::string, std::uint64_t> walk(const std::filesystem::path& folder, std::size_t map_bytes, unsigned tables,
                                          const std::function<void(const std::string&, Bytes, Bytes)>& visit) {
  const Reading reading(folder, map_bytes, tables);
  std::map<std::string, std::uint64_t> entries;
  reading.each(reading.table(nullptr), [&](Bytes name, Bytes) { entries[std::string(name)] = 0; });
  for (auto& [name, count] : entries)
    count = reading.each(reading.table(name.c_str()),
                         [&, table = name](Bytes key, Bytes value) { visit(table, key, value); });
  return entries;
}

}  // namespace facefs::lmdb
