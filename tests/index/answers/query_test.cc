// SPDX-License-Identifier: Apache-2.0
#include "index/answers/query.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "index/decisions/decision_log.h"
#include "index/storage/people_tables.h"
#include "index/storage/photos.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

const std::map<std::string, PersonId, std::less<>> kPeople = {
    {"Joey", PersonId{11}}, {"Ross", PersonId{12}},  {"Anne-Marie", PersonId{13}},
    {"Anne", PersonId{14}}, {"\"q\"", PersonId{15}}, {"(x)", PersonId{16}},
    {"=y", PersonId{17}},   {"a\"+b", PersonId{18}}, {"#1", PersonId{19}}};

std::optional<PersonId> called(std::string_view name) {
  const auto known = kPeople.find(name);
  return known == kPeople.end() ? std::nullopt : std::optional(known->second);
}

/// Returns the query as it is understood, with people's numbers; "none" where it is no query.
std::string understood(std::string_view text) {
  const auto query = parse_query(text, called);
  if (!query) return "none";
  std::string stored = shown_text(*query, [](PersonId person) { return std::to_string(number_of(person)); });
  return stored;
}

TEST(AQuery, BindsWithAndWithoutTighterThanOr) {
  EXPECT_EQ(understood("Joey"), "11");
  EXPECT_EQ(understood("Joey+Ross,Anne"), "(11+12),14");
  EXPECT_EQ(understood("Joey,Ross+Anne"), "11,(12+14)");
  EXPECT_EQ(understood("Joey-Ross+Anne"), "(11-12)+14");
  EXPECT_EQ(understood("=(Joey+Ross)"), "=(11+12)");
  EXPECT_EQ(understood("Joey-(Ross,Anne)"), "11-(12,14)");
}

TEST(AQuery, IsNoneWhereSomebodyIsNotKnownOrASignIsMissing) {
  for (const char* text :
       {"", "+", "Joey+", "Nobody", "Joey+Nobody", "(Joey", "Joey)", "\"Joey", "Joey Ross", "=", "\"\""})
    EXPECT_EQ(understood(text), "none") << text;
}

TEST(AQuery, TakesTheLongestNameThatEndsBeforeASign) {
  EXPECT_EQ(understood("Anne-Marie"), "13");
  EXPECT_EQ(understood("Anne-Joey"), "14-11");
  EXPECT_EQ(understood("Anne-Marie-Anne"), "13-14");
}

TEST(AQuery, FindsNamesThatLookLikeQueries) {
  EXPECT_EQ(understood("(x)"), "16");
  EXPECT_EQ(understood("=y"), "17");
  EXPECT_EQ(understood("\"q\""), "15") << "somebody's whole name";
  EXPECT_EQ(understood("\"(x)\"+Joey"), "16+11");
  EXPECT_EQ(understood("\"\"\"q\"\"\"-\"=y\""), "15-17");
  EXPECT_EQ(understood("=\"a\"\"+b\""), "=18");
}

TEST(AQuery, IsShownAsItCanBeTyped) {
  const auto name_of = [](PersonId person) {
    for (const auto& [name, id] : kPeople)
      if (id == person) return name;
    return std::string();
  };
  for (const char* text :
       {"Joey+Ross", "\"(x)\"-Joey", "\"\"\"q\"\"\",\"a\"\"+b\"", "\"=y\"+\"#1\"", "=(Joey,\"Anne-Marie\")"}) {
    const auto query = parse_query(text, called);
    ASSERT_TRUE(query) << text;
    ASSERT_EQ(shown_text(*query, name_of), text);
    EXPECT_EQ(stored_text(*parse_query(shown_text(*query, name_of), called)), stored_text(*query));
  }
}

/// A query may name a whole school class, for example. A pinned query is read again from its stored text.
TEST(AQuery, OfManyPeopleIsUnderstoodFromItsOwnText) {
  for (const char sign : {',', '+', '-'}) {
    std::string text = "Joey";
    for (int i = 0; i < 100; ++i) text += sign + std::string("Ross");
    const auto query = parse_query(text, called);
    ASSERT_TRUE(query) << sign;
    const auto again = parse_query(stored_text(*query), called);
    ASSERT_TRUE(again) << sign;
    EXPECT_EQ(stored_text(*again), stored_text(*query)) << sign;
  }
}

TEST(AQuery, IsNotNestedWithoutEnd) {
  EXPECT_EQ(understood(std::string(100'000, '(') + "Joey"), "none");
  EXPECT_EQ(understood(std::string(100'000, '=') + "Joey"), "none");
}

TEST(AQuery, MayNameMorePeopleThanItMayBeNested) {
  std::string text = "Joey";
  for (int i = 0; i < 100; ++i) text += "+Ross";
  EXPECT_NE(understood(text), "none");
}

class QueriesOfTheGallery : public GalleryFixture {};

TEST(AQuery, OfAKilobyteAsksForNoNameThatNobodyCanHave) {
  std::size_t longest = 0;
  std::size_t asked = 0;
  std::string text = "Joey";
  while (text.size() < 1000) text += "-Joey";
  parse_query(text, [&](std::string_view name) {
    longest = std::max(longest, name == text ? 0 : name.size());
    ++asked;
    return called(name);
  });
  EXPECT_LE(longest, 255U);
  EXPECT_LE(asked, 200U * 52U) << "for each of 200 names those of 255 bytes and less";
}

TEST_F(QueriesOfTheGallery, NameWhoIsToBeSeenAndNumbersOfWhomThereIs) {
  constexpr PersonId kJoey{11};
  change([&](Update& update) { put_person(update, kJoey, "Joey", {face_of(1, 1)}); });
  EXPECT_TRUE(parse_query(Snapshot(gallery), "Joey"));
  EXPECT_FALSE(parse_query(Snapshot(gallery), "#" + text_of(PersonId{99})));
  change([&](Update& update) {
    PeopleTables(update).change(kJoey, [](PersonRecord& person) { person.visibility = Visibility::hidden; });
  });
  EXPECT_FALSE(parse_query(Snapshot(gallery), "Joey"));
  EXPECT_TRUE(parse_query(Snapshot(gallery), "#" + text_of(kJoey))) << "what was pinned stays";
}

TEST_F(QueriesOfTheGallery, FindWhereNobodyElseIs) {
  MatchUpkeep matching{{}};
  change([](Update& update) {
    put_person(update, PersonId{11}, "Joey", {face_of(1, 1)});
    put_person(update, PersonId{12}, "Ross", {face_of(2, 1)});
    put_photo(update, "/photos/alone.jpg", "1", {face_with(face_of(1, 5))});
    put_photo(update, "/photos/both.jpg", "2", {face_with(face_of(1, 6)), face_with(face_of(2, 6), 100, 300)});
    put_photo(update, "/photos/beside.jpg", "3", {face_with(face_of(1, 7)), face_with(face_of(3, 6), 100, 300)});
  });
  match_all(matching);
  const auto found = [&](const char* text) {
    const Snapshot snapshot(gallery);
    std::set<std::string> names;
    for (const PhotoId photo : photos_for(snapshot, parse_query(snapshot, text).value()))
      names.insert(Photos(snapshot).get(photo).name);
    return names;
  };
  using Names = std::set<std::string>;
  EXPECT_EQ(found("Joey"), (Names{"alone.jpg", "both.jpg", "beside.jpg"}));
  EXPECT_EQ(found("=Joey"), (Names{"alone.jpg"}));
  EXPECT_EQ(found("=(Joey+Ross)"), (Names{"both.jpg"}));
  EXPECT_EQ(found("Joey-Ross"), (Names{"alone.jpg", "beside.jpg"}));
}

}  // namespace
}  // namespace facefs::test
