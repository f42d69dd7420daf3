// SPDX-License-Identifier: Apache-2.0
#include "system/guarded.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace facefs::test {
namespace {

TEST(GuardedTest, LetsOneThreadAtATimeReachTheValue) {
  Guarded<std::vector<int>> numbers;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) numbers.lock()->push_back(i);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(numbers.lock()->size(), 4000U);
}

TEST(GuardedTest, LetsGoWhenTheAccessGoesOutOfScope) {
  Guarded<int> number(1);
  {
    const auto access = number.lock();
    *access = 2;
  }
  EXPECT_EQ(*number.lock(), 2);
}

TEST(GuardedTest, IsReadAloneWhereItIsConst) {
  const Guarded<int> number(1);
  static_assert(std::is_const_v<std::remove_reference_t<decltype(*number.lock())>>);
  EXPECT_EQ(*number.lock(), 1);
}

}  // namespace
}  // namespace facefs::test
