// SPDX-License-Identifier: Apache-2.0
#include "daemon/remembered_mounts.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

TEST(RememberedMounts, KeepNamesOfAnyBytes) {
  const std::set<std::string> mounts = {"/photos/usb", "/photos/Urlaub \xfc\xff", "/photos/a\"b\n"};
  EXPECT_EQ(mounts_in_text(text_of_mounts(mounts)), mounts);
  EXPECT_EQ(mounts_in_text(text_of_mounts({})), std::set<std::string>());
}

TEST(RememberedMounts, AreNoneWhereNothingWasKeptOrItIsDamaged) {
  for (const char* text : {"", "[\"/photos/usb\"", "[\"/photos/usb\", 7]", "7", "{\"a\": []}", "\xff"})
    EXPECT_EQ(mounts_in_text(text), std::set<std::string>()) << text;
}

}  // namespace
}  // namespace facefs::test
