// SPDX-License-Identifier: Apache-2.0
#include "daemon/use_mark.h"

#include <gtest/gtest.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

TEST(TheUseMark, IsLeftByWhoeverWasKilledUntilSomebodyHasLooked) {
  const TemporaryDirectory data;
  const auto is_there = [&] { return std::filesystem::exists(data / "gallery.in-use"); };
  {
    const UseMark first(data.path());
    EXPECT_FALSE(first.was_left());
    EXPECT_TRUE(is_there());
  }
  EXPECT_FALSE(is_there());
  write_bytes(data / "gallery.in-use", "");  // as a killed process leaves it
  {
    const UseMark ended_before_it_had_looked(data.path());
    EXPECT_TRUE(ended_before_it_had_looked.was_left());
  }
  EXPECT_TRUE(is_there());
  {
    UseMark next(data.path());
    EXPECT_TRUE(next.was_left());
    next.looked_through();
    EXPECT_TRUE(is_there()) << "it is in use";
  }
  EXPECT_FALSE(is_there());
}

}  // namespace
}  // namespace facefs::test
