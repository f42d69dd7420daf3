// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/log_of_gallery.h"

#include <gmock/gmock.h>

#include "index/decisions/decision_state.h"
#include "index/storage/decision_tables.h"
#include "index/storage/decisions.h"
#include "index/storage/people_tables.h"
#include "index/storage/pin_tables.h"
#include "index/storage/pins.h"
#include "index/storage/reference_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;

constexpr PersonId kLate{10}, kEarly{20};

class LogOfGallery : public GalleryFixture {
 protected:
  LogOfGallery() {
    change([](Update& update) {
      PersonRecord late{"Late", true, 90}, early{"Early", true, 30};
      late.since = 9;
      late.certain = 0.4321F;
      early.since = 3;
      PeopleTables(update).add(kLate, late);
      PeopleTables(update).add(kEarly, early);
      ReferenceTables(update).put_file(kEarly, "0000000000000001", {"third.jpg", 12, 120});
      ReferenceTables(update).put_file(kEarly, "0000000000000002", {"first.jpg", 4, 40});
      ReferenceTables(update).put_file(kLate, "0000000000000003", {"second.jpg", 10, 100});
    });
  }
  std::vector<LogEntry> of(Verb verb) const {
    std::vector<LogEntry> lines = lines_of(Snapshot(gallery));
    std::erase_if(lines, [&](const LogEntry& line) { return line.verb != verb; });
    return lines;
  }
};

/// Otherwise another person would have come first, and faces would be that person's.
TEST_F(LogOfGallery, NamesPeopleInTheOrderOfTheirComing) {
  const auto people = of(Verb::person);
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].name, "Early");
  EXPECT_EQ(people[1].name, "Late");
  EXPECT_EQ(people[1].time_ns, 90U);
}

TEST_F(LogOfGallery, NamesReferencesInTheOrderInWhichTheyBeganToTeachWithTheirTime) {
  std::vector<std::pair<std::string, std::uint64_t>> files;
  for (const LogEntry& line : of(Verb::teach)) files.emplace_back(line.name.substr(17), line.time_ns);
  EXPECT_THAT(files,
              ElementsAre(std::pair("first.jpg", 40U), std::pair("second.jpg", 100U), std::pair("third.jpg", 120U)));
}

TEST_F(LogOfGallery, KeepsAPersonsOwnThreshold) {
  EXPECT_EQ(state_after(lines_of(Snapshot(gallery))).people.at(kLate).certain, 0.4321F);
  EXPECT_EQ(of(Verb::certain).size(), 1U);
}

/// Only the numbers of the lines are given anew.
TEST_F(LogOfGallery, SaysAllThatTheGalleryKnows) {
  using V = DecisionRecord::Verb;
  const ImageKey image = image_named("a");
  const Box left{10, 10, 100, 100};
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 1))});
    PeopleTables(update).change(kEarly, [](PersonRecord& person) { person.visibility = Visibility::shown; });
    PeopleTables(update).change(kLate, [](PersonRecord& person) { person.merged_into = kEarly; });
    DecisionTables(update).add(image, 20, {V::is, kLate, left});
    DecisionTables(update).add(image, 21, {V::is_not, kEarly, {}});
    DecisionTables(update).add(image, 22, {V::ignore, kNobody, left});
    PinTables(update).put("trips", "#00000000000000a");
  });
  const std::vector<LogEntry> lines = lines_of(Snapshot(gallery));
  std::vector<LogEntry> numbered = lines;
  for (std::size_t i = 0; i < numbered.size(); ++i) numbered[i].seq = i + 1;
  const DecisionState said = state_after(numbered);
  EXPECT_EQ(said.people.at(kEarly).visibility, Visibility::shown);
  EXPECT_EQ(said.people.at(kLate).merged_into, kEarly);
  EXPECT_EQ(said.pins, Pins(Snapshot(gallery)).all());
  std::vector<DecisionRecord> decisions;
  for (const auto& [seq, decision] : said.decisions) decisions.push_back(decision.record);
  EXPECT_EQ(decisions, Decisions(Snapshot(gallery)).of(image)) << "in their order";
  EXPECT_EQ(of(Verb::is).front().name, "a.jpg");
  EXPECT_EQ(of(Verb::is).front().content, content_named("a"));
}

}  // namespace
}  // namespace facefs::test
