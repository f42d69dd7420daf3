// SPDX-License-Identifier: Apache-2.0
#include "daemon/log_follower.h"

#include <gmock/gmock.h>

#include "index/storage/people.h"
#include "index/values/reference_file.h"
#include "support/eventually.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class GalleryAndLog : public GalleryFixture {
 protected:
  const std::filesystem::path file = folder / "decisions.log";
  std::unique_ptr<DecisionLog> log = std::make_unique<DecisionLog>(file);
  MatchSchedule schedule{MatchSettings{}};
  std::vector<TreeChange> told;
  std::vector<std::string> mended;
  Publisher publisher{schedule, [this](std::vector<TreeChange> changes, const Token&) {
                        told.insert(told.end(), changes.begin(), changes.end());
                      }};
  std::unique_ptr<LogFollower> follower = made();

  std::unique_ptr<LogFollower> made() {
    return std::make_unique<LogFollower>(
        gallery, *log, schedule, publisher,
        LogFollowerLinks{.references_of = [this](PersonId person) { return references_of(person); },
                         .on_mended = [this](const std::string& sentence) { mended.push_back(sentence); }});
  }
  std::filesystem::path references_of(PersonId person) const { return folder / "references" / facefs::text_of(person); }

  /// A start of facefs: with the log as it is on the disk.
  void start_again() {
    follower.reset();
    log.reset();
    log = std::make_unique<DecisionLog>(file);
    follower = made();
    follower->reconcile();
    follower->take_in();
  }
  PersonId say_person(const std::string& name) {
    LogEntry line;
    line.person = log->new_person();
    line.name = name;
    log->append(line);
    return line.person;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const Person& person : People(Snapshot(gallery)).all()) all.push_back(person.record.name);
    return all;
  }
};

TEST_F(GalleryAndLog, AreInStepAfterAReplay) {
  say_person("Joey");
  follower->fall_behind();
  follower->replay();
  EXPECT_FALSE(follower->is_behind());
  EXPECT_THAT(names(), ElementsAre("Joey"));
  EXPECT_EQ(Snapshot(gallery).counter("log_seq"), log->last_seq());
  EXPECT_FALSE(told.empty()) << "the kernel must hear of the person";
  EXPECT_TRUE(schedule.has_news()) << "everybody is matched with the person";
}

TEST_F(GalleryAndLog, ReplayNothingWhenTheyAreInStep) {
  say_person("Joey");
  follower->replay();
  told.clear();
  follower->replay();
  EXPECT_THAT(told, IsEmpty());
}

/// An act writes its line and the gallery's number in one go, unless the gallery lacks earlier lines.
TEST_F(GalleryAndLog, CountALineAsTakenInOnlyWhileNoEarlierOneIsMissing) {
  say_person("Joey");
  change([&](Update& update) { follower->note(update); });
  EXPECT_EQ(Snapshot(gallery).counter("log_seq"), log->last_seq());
  const std::uint64_t before = log->last_seq();
  follower->fall_behind();
  say_person("Ross");
  change([&](Update& update) { follower->note(update); });
  EXPECT_EQ(Snapshot(gallery).counter("log_seq"), before);
}

TEST_F(GalleryAndLog, MakeALogAgainThatWasRemovedBeforeTheStart) {
  const PersonId joey = say_person("Joey");
  follower->take_in();
  std::filesystem::remove(file);
  start_again();
  EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), joey);
  EXPECT_THAT(bytes_of(file), HasSubstr("Joey"));
  EXPECT_THAT(mended, ElementsAre(HasSubstr("has been written again from it")));
}

TEST_F(GalleryAndLog, MakeALogAgainThatWasTakenAwayWhileItWasOpen) {
  say_person("Joey");
  follower->take_in();
  std::filesystem::rename(file, folder / "elsewhere.log");
  follower->make_log_whole();
  EXPECT_THAT(bytes_of(file), HasSubstr("Joey"));
  mended.clear();
  follower->make_log_whole();
  EXPECT_THAT(mended, IsEmpty()) << "it is there";
}

TEST_F(GalleryAndLog, BeginAnewWhenTheLogIsOfAnotherGallery) {
  say_person("Joey");
  follower->take_in();
  std::filesystem::remove(file);
  {
    DecisionLog another(file);
    LogEntry line;
    line.person = another.new_person();
    line.name = "Ross";
    another.append(line);
  }
  start_again();
  EXPECT_THAT(names(), ElementsAre("Ross"));
  EXPECT_THAT(mended, ElementsAre(HasSubstr("is not the one that the gallery was made with")));
}

TEST_F(GalleryAndLog, GiveAPersonOfWhomOnlyReferencesAreLeftAName) {
  std::filesystem::create_directories(references_of(PersonId{7}));
  write_bytes(references_of(PersonId{7}) / new_reference_file(), "a photo");
  follower->take_in();
  EXPECT_THAT(names(), ElementsAre("Restored 1"));
  EXPECT_THAT(mended, ElementsAre(HasSubstr("from a backup")));
  mended.clear();
  start_again();
  EXPECT_THAT(names(), ElementsAre("Restored 1"));
  EXPECT_THAT(mended, IsEmpty()) << "once";
}

/// A crash may come after the gallery took a person in whose line never reached the disk.
TEST_F(GalleryAndLog, GiveNobodyTheNumberOfAPersonWhomTheGalleryAloneKnows) {
  const PersonId joey = log->new_person();
  change([&](Update& update) { PeopleTables(update).add(joey, {"Joey", true, 1}); });
  start_again();
  EXPECT_NE(log->new_person(), joey);
}

}  // namespace
}  // namespace facefs::test
