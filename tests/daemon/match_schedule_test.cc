// SPDX-License-Identifier: Apache-2.0
#include "daemon/match_schedule.h"

#include <gmock/gmock.h>

#include "index/storage/decision_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class Schedule : public GalleryFixture {
 protected:
  static constexpr PersonId kJoey{1};
  Ledger ledger;
  MatchSchedule schedule{MatchSettings{}};
  MatchSchedule::Clock::time_point now{1h};  // set by hand

  /// Commits an act as the writer does.
  template <typename Act>
  void commit(Act act) {
    change([&](Update& update) {
      act(update);
      schedule.note(update);
    });
  }
  void take_in_news(std::chrono::milliseconds it_takes = 0ms) {
    commit([&](Update& update) { schedule.take_in_news(update); });
    schedule.note_news_taken(now, now + it_takes);
    now += it_takes;
  }
  void match_all_due() {
    while (schedule.is_matching_due()) commit([&](Update& update) { schedule.match_portion(update); });
  }
  void group_all_due() {
    const auto search = schedule.begin_search(Snapshot(gallery));
    const auto found = search(Snapshot(gallery), stop);
    commit([&](Update& update) { schedule.take(update, found.value()); });
    while (schedule.has_places()) commit([&](Update& update) { schedule.place_portion(update); });
  }
  void settle() {
    take_in_news();
    match_all_due();
    if (schedule.is_search_due(now)) group_all_due();
    ASSERT_TRUE(schedule.is_settled());
  }
  const std::atomic<bool> stop = false;
};

TEST_F(Schedule, BeginsWithPeopleAndPhotosToTakeIn) {
  EXPECT_FALSE(schedule.is_settled());
  EXPECT_TRUE(schedule.has_news());
  EXPECT_EQ(schedule.patience(now), 0ms);
}

TEST_F(Schedule, IsSettledWhenAllIsMatchedAndGrouped) {
  put_photos_of(3, 4);
  settle();
  EXPECT_FALSE(schedule.has_news());
  EXPECT_EQ(schedule.patience(now), 10s);
}

TEST_F(Schedule, MatchesEverybodyAgainWhenAPersonCame) {
  put_photos_of(2, 4);
  settle();
  change([&](Update& update) { put_person(update, kJoey, "Joey", {face_of(1, 100), face_of(1, 101)}); });
  schedule.people_changed();
  EXPECT_EQ(schedule.patience(now), 0ms);
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, kJoey}), ElementsAre("1_0.jpg", "1_1.jpg", "1_2.jpg", "1_3.jpg"));
}

TEST_F(Schedule, WaitsATenthOfASecondForMorePhotosBeforeItTakesThemIn) {
  settle();
  schedule.photos_changed();
  EXPECT_FALSE(schedule.is_settled());
  EXPECT_TRUE(schedule.has_news());
  EXPECT_EQ(schedule.patience(now), 100ms);
}

TEST_F(Schedule, LeavesPhotosUntilWhatIsDueIsMatched) {
  put_photos_of(2, 4);
  settle();
  schedule.match_all_again();
  schedule.photos_changed();
  EXPECT_FALSE(schedule.has_news()) << "one pass after the other";
  match_all_due();
  EXPECT_TRUE(schedule.has_news());
}

TEST_F(Schedule, TakesPeopleInAlsoBetweenTwoPortions) {
  put_photos_of(2, 4);
  settle();
  schedule.match_all_again();
  schedule.people_changed();
  EXPECT_TRUE(schedule.has_news());
}

TEST_F(Schedule, GivesTakingInATwentiethOfTheTimeWhilePhotosStreamIn) {
  settle();
  schedule.photos_changed();
  take_in_news(500ms);
  schedule.photos_changed();
  EXPECT_FALSE(schedule.may_go_on(now + 9s, false));
  EXPECT_TRUE(schedule.may_go_on(now + 10s, false)) << "20 x 0.5 s";
  EXPECT_TRUE(schedule.may_go_on(now, true)) << "nothing comes: at once";
}

TEST_F(Schedule, TakesPhotosInEveryTwoSecondsAtMost) {
  settle();
  schedule.photos_changed();
  take_in_news(1ms);
  EXPECT_FALSE(schedule.may_go_on(now + 1900ms, false));
  EXPECT_TRUE(schedule.may_go_on(now + 2s, false));
}

TEST_F(Schedule, GoesOnWithWhatPeopleConcernsHoweverManyPhotosStreamIn) {
  put_photos_of(1, 4);
  settle();
  schedule.people_changed();
  EXPECT_TRUE(schedule.may_go_on(now, false));
  take_in_news();
  schedule.match_all_again();
  EXPECT_TRUE(schedule.may_go_on(now, false));
}

TEST_F(Schedule, RestsWhileTheUserRemovesOnePhotoAfterTheOther) {
  schedule.pause_until(now + 300ms);
  EXPECT_TRUE(schedule.is_paused(now));
  EXPECT_FALSE(schedule.may_go_on(now + 299ms, true));
  EXPECT_TRUE(schedule.may_go_on(now + 300ms, true));
  EXPECT_FALSE(schedule.is_paused(now + 300ms));
}

TEST_F(Schedule, LooksForGroupsOfWhatBecameUnknown) {
  settle();
  commit([&](Update& update) { put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 1))}); });
  EXPECT_FALSE(schedule.is_settled());
  schedule.photos_changed();
  take_in_news();
  match_all_due();
  EXPECT_TRUE(schedule.is_search_due(now));
  EXPECT_EQ(schedule.patience(now), 0ms);
  group_all_due();
  EXPECT_TRUE(schedule.is_settled());
}

TEST_F(Schedule, IsNotSettledWhileASearchIsUnderWay) {
  put_photos_of(2, 4);
  take_in_news();
  match_all_due();
  const auto search = schedule.begin_search(Snapshot(gallery));
  EXPECT_FALSE(schedule.is_settled());
  EXPECT_FALSE(schedule.is_search_due(now)) << "one at a time";
  EXPECT_EQ(schedule.patience(now), 10s);
}

TEST_F(Schedule, SearchesAgainLaterWhatASearchDidNotFind) {
  put_photos_of(2, 4);
  take_in_news();
  match_all_due();
  schedule.begin_search(Snapshot(gallery));
  schedule.drop_search(now + 20s);
  EXPECT_FALSE(schedule.is_settled());
  EXPECT_FALSE(schedule.is_search_due(now + 19s));
  EXPECT_TRUE(schedule.is_search_due(now + 20s));
}

TEST_F(Schedule, MatchesADecidedPhotoInTheSameTransaction) {
  put_photos_of(1, 1);
  change([&](Update& update) { PeopleTables(update).add(kJoey, {"Joey", true, 1}); });
  settle();
  commit([&](Update& update) {
    DecisionTables(update).add(image_named("0_0"), 1, {DecisionRecord::Verb::is, kJoey, {}});
    schedule.match_decided(update);
  });
  EXPECT_THAT(names_in({FolderKey::Kind::people, kJoey}), ElementsAre("0_0.jpg"));
}

/// The photo was decided about, so that it is matched again in the transaction in which the person goes.
TEST_F(Schedule, NamesNobodyWhoIsErasedInTheSameTransaction) {
  put_photos_of(1, 1);
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(0, 100), face_of(0, 101)});
    DecisionTables(update).add(image_named("0_0"), 1, {DecisionRecord::Verb::is, kJoey, {}});
  });
  settle();
  ASSERT_EQ(Images(Snapshot(gallery)).faces_of(image_named("0_0")).at(0).record.match.person, kJoey);
  commit([&](Update& update) {
    PeopleTables(update).erase(kJoey);
    schedule.take_in_erased(update);
  });
  EXPECT_EQ(Images(Snapshot(gallery)).faces_of(image_named("0_0")).at(0).record.match.person, kNobody);
}

TEST_F(Schedule, HoldsThoseWhoWaitUntilTheyAreTaken) {
  schedule.hold({ledger.begin(Ledger::Kind::other)});
  schedule.hold({ledger.begin(Ledger::Kind::other), ledger.begin(Ledger::Kind::other)});
  EXPECT_EQ(schedule.waiting().size(), 3U);
  EXPECT_FALSE(ledger.is_idle());
  schedule.take_waiting();
  EXPECT_TRUE(ledger.is_idle());
  EXPECT_THAT(schedule.waiting(), IsEmpty());
}

TEST_F(Schedule, LetsThemGoAtOnceWhenNothingIsDue) {
  settle();
  schedule.hold({ledger.begin(Ledger::Kind::other)});
  EXPECT_EQ(schedule.patience(now), 0ms);
}

}  // namespace
}  // namespace facefs::test
