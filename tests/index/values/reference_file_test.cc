// SPDX-License-Identifier: Apache-2.0
#include "index/values/reference_file.h"

#include <gtest/gtest.h>

#include <set>

namespace facefs::test {
namespace {

TEST(ReferenceFile, HasAnotherNameEachTimeWhichTellsNothing) {
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = new_reference_file();
    EXPECT_TRUE(is_reference_file(name)) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(ReferenceFile, IsTakenForOneByItsNameAlone) {
  for (const char* name : {"obama.jpg", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", ""})
    EXPECT_FALSE(is_reference_file(name)) << name;
}

TEST(ReferenceFile, ComesBackFromTheLogWithTheUsersName) {
  for (const char* name : {"obama.jpg", "a\tb\n\xff.jpg", " ", "0123456789abcdef"}) {
    const NamedReference reference{"0123456789abcdef", name};
    EXPECT_EQ(named_reference_in(text_of(reference)), reference) << name;
  }
}

TEST(ReferenceFile, IsNoneWhereTheTextCouldLeadOutOfItsFolder) {
  for (const char* text : {"", "0123456789abcdef", "0123456789abcdef/", "../../../etc/pass/wd", "0123456789abcdef/../x",
                           "0123456789abcdef/..", "0123456789abcdef/.", "0123456789abcdef/a/b", "x123456789abcdef/a"})
    EXPECT_FALSE(named_reference_in(text)) << text;
}

}  // namespace
}  // namespace facefs::test
