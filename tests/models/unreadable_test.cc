// SPDX-License-Identifier: Apache-2.0
#include "models/unreadable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace facefs::test {
namespace {

using testing::ElementsAre;

std::vector<std::string> names(bool only_passing) {
  std::vector<std::string> all;
  for (std::uint8_t reason = 0; reason < kReasons; ++reason)
    if (!only_passing || may_pass(static_cast<Reason>(reason))) all.emplace_back(name_of(static_cast<Reason>(reason)));
  return all;
}

TEST(Unreadable, HasANameForEachReason) {
  EXPECT_EQ(name_of(Reason::empty), "empty");
  EXPECT_THAT(names(false), ElementsAre("empty", "not-an-image", "truncated", "too-large", "unsupported",
                                        "no-permission", "read-error", "too-slow", "crashed", "changing", "killed"));
}

TEST(Unreadable, MayPassWhereNothingIsWrongWithTheFile) {
  EXPECT_THAT(names(true), ElementsAre("read-error", "killed"));
}

}  // namespace
}  // namespace facefs::test
