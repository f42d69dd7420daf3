// SPDX-License-Identifier: Apache-2.0
// RAII over LMDB: environment, transactions, tables, cursors. LMDB itself is called in lmdb.cc alone.
//
// "Not found" is an empty optional. Every other failure throws lmdb::Error. Its sentence names the call, or the path
// where opening fails. Views of keys and values live as long as their transaction; in a write transaction, until its
// next change. Any number of read transactions on any thread (each on one at a time); one write transaction at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace facefs::lmdb {

using Bytes = std::string_view;

struct Error : std::runtime_error {
  Error(const std::string& act, int code);
  bool is_damage() const;  ///< the files are not what LMDB wrote
  int code;
};

class Environment {
 public:
  /// Opens the folder's environment; creates it where there is none. `tables` is how many named tables it may have.
  Environment(const std::filesystem::path& folder, std::size_t map_bytes, unsigned tables);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  MDB_env* handle() const { return env_; }
  /// Gives up the map's pages, except those of the values in `but`. They do not count as our memory until they are
  /// looked at again. May be called beside any transaction.
  void let_pages_go(std::span<const Bytes> but = {}) const;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  MDB_env* env_ = nullptr;
  void* map_ = nullptr;
};

/// A named table's number, the same in every transaction of the environment.
enum class Table : unsigned {};

class ReadTxn {
 public:
  explicit ReadTxn(const Environment& environment);
  virtual ~ReadTxn();
  ReadTxn(const ReadTxn&) = delete;
  ReadTxn& operator=(const ReadTxn&) = delete;

  std::optional<Bytes> get(Table table, Bytes key) const;
  std::size_t entries(Table table) const;
  std::size_t bytes(Table table) const;  ///< of its pages
  /// Returns the number of the commit that the transaction sees: another one after each commit.
  std::size_t commit_id() const;

  /// Calls `visit(key, value)` for each entry with a key that begins with `prefix`, in key order. Starts at `prefix +
  /// from`, and ends when `visit` returns false.
  void each(Table table, Bytes prefix, const std::function<bool(Bytes, Bytes)>& visit, Bytes from = {}) const;

 protected:
  ReadTxn(const Environment& environment, unsigned flags);
  MDB_txn* txn_ = nullptr;
};

/// A write transaction. It is aborted unless committed, and reads its own changes.
class WriteTxn : public ReadTxn {
 public:
  explicit WriteTxn(const Environment& environment);
  Table open(const char* name);
  void put(Table table, Bytes key, Bytes value);
  /// Adds an entry. Returns false, and changes nothing, where the key has a value.
  bool add(Table table, Bytes key, Bytes value);
  bool erase(Table table, Bytes key);
  void commit();
};

}  // namespace facefs::lmdb
