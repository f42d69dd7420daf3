// SPDX-License-Identifier: Apache-2.0
#include "index/lmdb.h"

#include <gtest/gtest.h>

#include <map>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

constexpr std::size_t kSmallMap = 1 << 20;

TEST(Lmdb, ThrowsAChangeAwayThatWasNotCommitted) {
  const TemporaryDirectory folder;
  const lmdb::Environment environment(folder.path(), kSmallMap, 2);
  lmdb::Table table;
  {
    lmdb::WriteTxn txn(environment);
    table = txn.open("t");
    txn.put(table, "kept", "1");
    txn.commit();
  }
  {
    lmdb::WriteTxn txn(environment);
    txn.put(table, "lost", "1");
  }
  const lmdb::ReadTxn txn(environment);
  EXPECT_EQ(txn.get(table, "kept"), "1");
  EXPECT_EQ(txn.get(table, "lost"), std::nullopt);
}

TEST(Lmdb, WalksAPrefixInOrderAndNoFarther) {
  const TemporaryDirectory folder;
  const lmdb::Environment environment(folder.path(), kSmallMap, 2);
  lmdb::WriteTxn txn(environment);
  const lmdb::Table table = txn.open("t");
  for (const char* key : {"a2", "b1", "a1", "a3", "c"}) txn.put(table, key, key);
  std::string seen;
  txn.each(table, "a", [&](lmdb::Bytes key, lmdb::Bytes) {
    seen += key;
    return true;
  });
  EXPECT_EQ(seen, "a1a2a3");
  seen.clear();
  txn.each(
      table, "a",
      [&](lmdb::Bytes key, lmdb::Bytes) {
        seen += key;
        return false;
      },
      "2");
  EXPECT_EQ(seen, "a2");
}

TEST(Lmdb, AddsWhatIsNotThere) {
  const TemporaryDirectory folder;
  const lmdb::Environment environment(folder.path(), kSmallMap, 2);
  lmdb::WriteTxn txn(environment);
  const lmdb::Table table = txn.open("t");
  EXPECT_TRUE(txn.add(table, "key", "first"));
  EXPECT_FALSE(txn.add(table, "key", "second"));
  EXPECT_EQ(txn.get(table, "key"), "first");
}

TEST(Lmdb, LetsAReaderKeepItsMoment) {
  const TemporaryDirectory folder;
  const lmdb::Environment environment(folder.path(), kSmallMap, 2);
  lmdb::WriteTxn first(environment);
  const lmdb::Table table = first.open("t");
  first.put(table, "k", "old");
  first.commit();
  const lmdb::ReadTxn reader(environment);
  lmdb::WriteTxn second(environment);
  second.put(table, "k", "new");
  second.commit();
  EXPECT_EQ(reader.get(table, "k"), "old");
  EXPECT_EQ(lmdb::ReadTxn(environment).get(table, "k"), "new");
}

TEST(Lmdb, SaysWhenItIsFullAndKeepsWhatItHad) {
  const TemporaryDirectory folder;
  const lmdb::Environment environment(folder.path(), 64 << 10, 2);
  lmdb::Table table;
  {
    lmdb::WriteTxn txn(environment);
    table = txn.open("t");
    txn.put(table, "kept", "1");
    txn.commit();
  }
  EXPECT_THROW(
      {
        lmdb::WriteTxn txn(environment);
        for (int i = 0; i < 1000; ++i) txn.put(table, std::to_string(i), std::string(500, 'x'));
        txn.commit();
      },
      lmdb::Error);
  EXPECT_EQ(lmdb::ReadTxn(environment).get(table, "kept"), "1");
}

}  // namespace
}  // namespace facefs::test
