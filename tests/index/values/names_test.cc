// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "index/values/display_name.h"
#include "index/values/person_name.h"

namespace facefs::test {
namespace {

TEST(PersonName, MayBeAlmostAnything) {
  for (const char* name :
       {"Joey", "Zoë O'Brien-Müller", "李小龙", "R2-D2", "a", "Joey (the younger)", "Ross+Rachel", "?*:"})
    EXPECT_EQ(fault_of_person_name(name), NameFault::none) << name;
  EXPECT_EQ(fault_of_person_name(std::string(200, 'x')), NameFault::none);
}

TEST(PersonName, MayNotBeWhatWouldConfuse) {
  for (const char* name :
       {"", ".hidden", " Joey", "Joey ", "Jo\ney", "Jo\x1b[31mey", "people", "enroll", "Joey (2)", "a/b", "\xff\xfe",
        "Jo\u202eey", "Thumbs.db", "\u00a0Joey", "Joey\u3000", "\u200bJoey", "Joey\u200d", "\u200b"})
    EXPECT_EQ(fault_of_person_name(name), NameFault::not_allowed) << name;
  EXPECT_EQ(fault_of_person_name(std::string(201, 'x')), NameFault::too_long);
}

TEST(PersonName, IsTheSameUnderEachOfItsForms) {
  const std::string composed = "Jos\u00e9", decomposed = "Jose\u0301";
  EXPECT_EQ(nfc_of(decomposed), composed);
  EXPECT_EQ(folded_key_of(composed), folded_key_of(decomposed));
  EXPECT_EQ(folded_key_of("JOEY"), folded_key_of("joey"));
  EXPECT_EQ(folded_key_of("Straße"), folded_key_of("STRASSE"));
  EXPECT_EQ(folded_key_of("Joey"), folded_key_of("Jo\u200bey")) << "nobody can see the difference";
  EXPECT_NE(folded_key_of("Joey"), folded_key_of("Zoey"));
  EXPECT_TRUE(is_spelling_of(decomposed, composed));
  EXPECT_FALSE(is_spelling_of("joey", "Joey"));
}

TEST(DisplayName, GetsItsNumberBeforeTheExtension) {
  EXPECT_EQ(numbered_name("IMG_1.jpg", 1), "IMG_1.jpg");
  EXPECT_EQ(numbered_name("IMG_1.jpg", 2), "IMG_1 (2).jpg");
  EXPECT_EQ(numbered_name("a.tar.gz", 3), "a.tar (3).gz");
  EXPECT_EQ(numbered_name("noext", 2), "noext (2)");
  EXPECT_EQ(numbered_name(".jpg", 2), ".jpg (2)");
}

TEST(DisplayName, IsCutBetweenCharactersSoThatTwoHundredFiftyFiveBytesHoldIt) {
  const std::string longest = std::string(251, 'n') + ".jpg";
  EXPECT_EQ(numbered_name(longest, 2).size(), 255U);
  EXPECT_TRUE(numbered_name(longest, 2).ends_with(" (2).jpg"));
  std::string umlauts;
  for (int i = 0; i < 125; ++i) umlauts += "ä";
  const std::string cut = numbered_name(umlauts + "x.jpg", 2);
  EXPECT_LE(cut.size(), 255U);
  EXPECT_TRUE(nfc_of(cut).has_value()) << "no half character is left";
}

TEST(PersonName, IsNoneOfThoseThatProgramsLookFor) {
  for (const char* name : {"lost+found", "Thumbs.db", "desktop.ini", "autorun.inf", "$RECYCLE.BIN", "single", "all"})
    EXPECT_EQ(fault_of_person_name(name), NameFault::not_allowed) << name;
}

TEST(ClusterName, IsSpelledInOneWay) {
  EXPECT_EQ(cluster_named("0007"), ClusterId{7});
  EXPECT_EQ(cluster_named("12345"), ClusterId{12345});
  for (const char* name : {"7", "00007", "0000", "+007", "007x", ""})
    EXPECT_EQ(cluster_named(name), std::nullopt) << name;
}

TEST(PersonName, HoldsNoCharacterThatUnicodeHasNotGivenOut) {
  EXPECT_EQ(fault_of_person_name("Zo\xcd\xb8"), NameFault::not_allowed);
}

}  // namespace
}  // namespace facefs::test
