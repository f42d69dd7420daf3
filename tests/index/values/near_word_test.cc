// SPDX-License-Identifier: Apache-2.0
#include "index/values/near_word.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

TEST(NearWord, CountsWhatAHandMistypes) {
  EXPECT_EQ(edits_between("people", "people"), 0U);
  EXPECT_EQ(edits_between("peopl", "people"), 1U);
  EXPECT_EQ(edits_between("statsu", "status"), 1U) << "two neighbours exchanged";
  EXPECT_EQ(edits_between("Toni", "tony"), 1U) << "whatever their case";
  EXPECT_EQ(edits_between("Jos\xc3\xa9", "Jose\xcc\x81"), 0U) << "two forms of one name";
  EXPECT_EQ(edits_between("\xc3\x89lise", "\xc3\xa9lis\xc3\xa9"), 1U) << "a character may be two bytes";
  EXPECT_EQ(edits_between("", "abc"), 3U);
  EXPECT_EQ(edits_between("\xff", "a"), 1U) << "bytes that are no UTF-8";
}

TEST(NearWord, IsTheNearestOfThose) {
  EXPECT_EQ(nearest_word("Toni", {"Rachel", "Tonio", "Tony"}), "Tonio") << "the first of two as near";
  EXPECT_EQ(nearest_word("exprot", {"explain", "export", "import"}), "export");
  EXPECT_EQ(nearest_word("tony_blair", {"Tony_Blair", "Tony_Blain"}), "Tony_Blair");
}

TEST(NearWord, IsNoneWhereTooMuchWouldChange) {
  EXPECT_EQ(nearest_word("foo", {"pin", "log", "status"}), std::nullopt);
  EXPECT_EQ(nearest_word("Rachel", {"Michael"}), std::nullopt);
  EXPECT_EQ(nearest_word("x", {}), std::nullopt);
}

TEST(NearWord, EndsASentence) {
  EXPECT_EQ(did_you_mean("Toni", {"Tony"}), ": did you mean 'Tony'?");
  EXPECT_EQ(did_you_mean("Toni", {"Rachel"}), "");
}

}  // namespace
}  // namespace facefs::test
