// SPDX-License-Identifier: Apache-2.0
#include "index/storage/lmdb.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <map>

#include "index/storage/damage.h"
#include "index/storage/expendable.h"
#include "index/storage/lmdb_walk.h"
#include "index/values/record_codec.h"
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
  try {
    lmdb::WriteTxn txn(environment);
    for (int i = 0; i < 1000; ++i) txn.put(table, std::to_string(i), std::string(500, 'x'));
    txn.commit();
    FAIL() << "it is full";
  } catch (const lmdb::Error& error) {
    EXPECT_FALSE(is_damage(error)) << "or the gallery would be thrown away";
  }
  EXPECT_EQ(lmdb::ReadTxn(environment).get(table, "kept"), "1");
}

TEST(Lmdb, SaysThatAFileIsDamagedWhichItDidNotWrite) {
  const TemporaryDirectory folder;
  write_bytes(folder / "data.mdb", std::string(100'000, 'x'));
  try {
    const lmdb::Environment environment(folder.path(), kSmallMap, 2);
    FAIL();
  } catch (const lmdb::Error& error) {
    EXPECT_TRUE(is_damage(error)) << error.what();
  }
}

/// A touch of a page for which the disk has no room would end the process.
TEST(Lmdb, TakesTheRoomOfItsLockBeforeItTouchesIt) {
  const TemporaryDirectory folder;
  const lmdb::Environment environment(folder.path(), kSmallMap, 2);
  struct stat info {};
  ASSERT_EQ(::stat((folder / "lock.mdb").c_str(), &info), 0);
  EXPECT_GE(info.st_blocks * 512, 64 << 10);
}

/// Otherwise the file would grow with each change as long as this process lives.
TEST(Lmdb, KeepsNoPagesForAProcessThatDiedWhileItRead) {
  const TemporaryDirectory folder;
  constexpr std::size_t kMap = 64 << 20, kValue = 200'000;
  const lmdb::Environment environment(folder.path(), kMap, 2);
  const auto put = [&](char value) {
    lmdb::WriteTxn txn(environment);
    txn.put(txn.open("t"), "key", std::string(kValue, value));
    txn.commit();
  };
  put('a');
  const Outcome reading = outcome_of([&] {
    const lmdb::Environment theirs(folder.path(), kMap, 2);
    const lmdb::ReadTxn txn(theirs);
    std::raise(SIGKILL);
  });
  ASSERT_EQ(reading.how, Outcome::How::ended);
  lmdb::forget_dead_readers(environment);
  for (char value = 'b'; value < 'z'; ++value) put(value);
  EXPECT_LT(std::filesystem::file_size(folder / "data.mdb"), 6 * kValue);
}

}  // namespace
}  // namespace facefs::test
