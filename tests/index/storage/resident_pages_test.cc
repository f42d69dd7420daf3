// SPDX-License-Identifier: Apache-2.0
#include "index/storage/resident_pages.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "index/storage/lmdb.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

constexpr std::size_t kBytes = ResidentPages::kMostBytes;  // with the program's own they are more

class PagesOfTheMap : public testing::Test {
 protected:
  void SetUp() override {
    lmdb::WriteTxn txn(environment_);
    table_ = txn.open("table");
    other_table_ = txn.open("other");
    for (std::size_t i = 0; i < kBytes >> 20; ++i) txn.put(table_, std::to_string(i), std::string(1 << 20, 'x'));
    txn.put(other_table_, "kept", std::string(8 << 20, 'y'));
    txn.commit();
  }

  std::size_t read_all() const {
    const lmdb::ReadTxn txn(environment_);
    std::size_t sum = 0;
    txn.each(table_, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
      for (std::size_t at = 0; at < value.size(); at += 512) sum += value[at] == 'x' ? 512 : 0;
      return true;
    });
    return sum;
  }

  static std::size_t soft_faults() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_minflt);
  }

  TemporaryDirectory folder_;
  lmdb::Environment environment_{folder_.path(), std::size_t{1} << 30, 2};
  lmdb::Table table_{}, other_table_{};
};

TEST_F(PagesOfTheMap, AreLetGoAndReadAgain) {
  ASSERT_EQ(read_all(), kBytes);
  const std::size_t before = resident_file_bytes();
  ASSERT_GT(before, kBytes);
  environment_.let_pages_go();
  EXPECT_LT(resident_file_bytes(), before - kBytes / 2);
  EXPECT_EQ(read_all(), kBytes);
}

TEST_F(PagesOfTheMap, AreLetGoUnderWhoReads) {
  std::size_t sum = 0;
  std::thread reader([&] {
    for (int i = 0; i < 20; ++i) sum += read_all();
  });
  for (int i = 0; i < 200; ++i) environment_.let_pages_go();
  reader.join();
  EXPECT_EQ(sum, 20 * kBytes);
}

TEST_F(PagesOfTheMap, StayWhereAskedTo) {
  ASSERT_EQ(read_all(), kBytes);
  const std::size_t before = resident_file_bytes();
  const lmdb::ReadTxn txn(environment_);
  std::vector<lmdb::Bytes> kept;
  std::size_t bytes = 0;
  txn.each(table_, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (key.size() == 1) kept.push_back(value), bytes += value.size();
    return true;
  });
  environment_.let_pages_go(kept);
  EXPECT_LT(resident_file_bytes(), before - (kBytes - bytes) / 2);
  const std::size_t faults = soft_faults();
  for (const lmdb::Bytes value : kept)
    for (std::size_t at = 0; at < value.size(); at += 512) ASSERT_EQ(value[at], 'x');
  EXPECT_LT(soft_faults() - faults, 16) << "they were never away";
}

TEST_F(PagesOfTheMap, StayWhileTheyAreFewBesideThoseThatAreKept) {
  ASSERT_EQ(read_all(), kBytes);
  {
    const lmdb::ReadTxn txn(environment_);
    const std::string_view kept = *txn.get(other_table_, "kept");
    ASSERT_EQ(std::count(kept.begin(), kept.end(), 'y'), kept.size());
  }
  const std::size_t before = resident_file_bytes();
  ASSERT_GT(before, ResidentPages::kMostBytes);
  ResidentPages().look(environment_, table_);
  EXPECT_GT(resident_file_bytes() + (1 << 20), before);
  ResidentPages().look(environment_, other_table_);
  EXPECT_LT(resident_file_bytes(), before - kBytes / 2);
  const std::size_t faults = soft_faults();
  const lmdb::ReadTxn txn(environment_);
  const std::string_view kept = *txn.get(other_table_, "kept");
  for (std::size_t at = 0; at < kept.size(); at += 512) ASSERT_EQ(kept[at], 'y');
  EXPECT_LT(soft_faults() - faults, 32) << "of 2,048 pages";
}

}  // namespace
}  // namespace facefs::test
