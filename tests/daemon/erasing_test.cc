// SPDX-License-Identifier: Apache-2.0
#include "daemon/erasing.h"

#include <gmock/gmock.h>

#include "index/storage/decision_tables.h"
#include "index/storage/faces.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "support/eventually.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class ErasingForGood : public GalleryFixture {
 protected:
  Ledger ledger;
  DecisionLog log{folder / "decisions.log"};
  MatchSchedule schedule{MatchSettings{}};
  std::vector<TreeChange> told;
  int pictures_erased = 0;
  Publisher publisher{schedule, [this](std::vector<TreeChange> changes, const Token&) {
                        told.insert(told.end(), changes.begin(), changes.end());
                      }};
  LogFollower follower{
      gallery,
      log,
      schedule,
      publisher,
      {.references_of = [this](PersonId person) { return references_of(person); }, .on_mended = [](const auto&) {}}};
  Erasing erasing = made();
  PersonId joey = log.new_person();

  Erasing made() {
    return {gallery,
            log,
            follower,
            schedule,
            publisher,
            {.references_of = [this](PersonId person) { return references_of(person); },
             .erase_pictures = [this] { ++pictures_erased; }}};
  }
  std::filesystem::path references_of(PersonId person) const { return folder / "references" / facefs::text_of(person); }

  void SetUp() override {
    LogEntry line;
    line.person = joey;
    line.name = "Joey Unmistakable";
    log.append(line);
    std::filesystem::create_directories(references_of(joey));
    write_bytes(references_of(joey) / "photo", "bytes");
    change([&](Update& update) { put_person(update, joey, "Joey Unmistakable", {face_of(1, 1), face_of(1, 2)}); });
    put_photos_of(2, 2);
    take_in();
    match_all_due();
    ASSERT_EQ(names_in({FolderKey::Kind::people, joey}).size(), 2U);
  }
  void take_in() {
    change([&](Update& update) { schedule.take_in_news(update); });
  }
  void match_all_due() {
    while (schedule.is_matching_due()) change([&](Update& update) { schedule.match_portion(update); });
  }
  void say_forget() {
    LogEntry line;
    line.verb = Verb::forget;
    line.person = joey;
    log.append(line);
  }
  /// Goes on until the erasing has ended, as the writer does.
  void go_on_to_the_end(Erasing& with) {
    for (int i = 0; i < 10 && with.is_under_way(); ++i) {
      if (schedule.has_news()) take_in();
      match_all_due();
      with.go_on();
    }
    EXPECT_FALSE(with.is_under_way());
  }
  std::string bytes_of_log() const { return bytes_of(folder / "decisions.log"); }
};

TEST_F(ErasingForGood, HidesThePersonAtOnceAndErasesReferencesAndPictures) {
  say_forget();
  erasing.begin({joey});
  EXPECT_TRUE(erasing.is_under_way());
  EXPECT_FALSE(People(Snapshot(gallery)).find(joey));
  EXPECT_FALSE(std::filesystem::exists(references_of(joey)));
  EXPECT_EQ(pictures_erased, 1);
  EXPECT_FALSE(told.empty()) << "the kernel forgets them, too";
}

TEST_F(ErasingForGood, LeavesTheBytesUntilNoFaceHasThePersonsNumber) {
  say_forget();
  erasing.begin({joey});
  schedule.match_all_again();
  erasing.go_on();
  EXPECT_TRUE(erasing.is_under_way());
  EXPECT_THAT(bytes_of_log(), HasSubstr("Unmistakable"));
  go_on_to_the_end(erasing);
  EXPECT_THAT(bytes_of_log(), Not(HasSubstr("Unmistakable")));
  EXPECT_THAT(bytes_of(folder / "gallery" / "data.mdb"), Not(HasSubstr("Unmistakable")));
}

TEST_F(ErasingForGood, LetsWhoeverAskedWaitUntilNoByteIsLeft) {
  say_forget();
  erasing.begin({joey});
  erasing.hold(ledger.begin(Ledger::Kind::other));
  EXPECT_FALSE(ledger.is_idle());
  go_on_to_the_end(erasing);
  EXPECT_TRUE(ledger.is_idle());
}

TEST_F(ErasingForGood, IsTakenUpFromTheLogAtTheNextStart) {
  say_forget();  // then a crash
  Erasing next = made();
  next.take_up();
  EXPECT_TRUE(next.is_under_way());
  EXPECT_FALSE(People(Snapshot(gallery)).find(joey));
  go_on_to_the_end(next);
  EXPECT_THAT(bytes_of_log(), Not(HasSubstr("Unmistakable")));
}

/// A crash came between the line about a face and the erasing of its embedding.
TEST_F(ErasingForGood, TakesUpAFaceThatWasToBeErased) {
  const auto faces = Images(Snapshot(gallery)).faces_of(image_named("0_0"));
  change([&](Update& update) {
    DecisionTables(update).add(image_named("0_0"), 9, {DecisionRecord::Verb::erase, kNobody, faces.at(0).record.box});
  });
  ASSERT_TRUE(Faces(Snapshot(gallery)).embedding(faces[0].id));
  erasing.take_up();
  EXPECT_TRUE(erasing.is_under_way()) << "its bytes must leave the disk";
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(faces[0].id));
  go_on_to_the_end(erasing);
}

TEST_F(ErasingForGood, HasNothingToTakeUpWhereNobodyWasForgotten) {
  erasing.take_up();
  EXPECT_FALSE(erasing.is_under_way());
  erasing.go_on();
  EXPECT_TRUE(People(Snapshot(gallery)).find(joey));
}

TEST_F(ErasingForGood, StaysUnderWayWhenTheLogCannotBeWrittenAnew) {
  say_forget();
  erasing.begin({joey});
  std::filesystem::create_directory(folder / "decisions.log.new");
  match_all_due();
  EXPECT_THROW(erasing.go_on(), std::exception);
  EXPECT_TRUE(erasing.is_under_way());
  std::filesystem::remove(folder / "decisions.log.new");
  go_on_to_the_end(erasing);
  EXPECT_THAT(bytes_of_log(), Not(HasSubstr("Unmistakable")));
}

TEST_F(ErasingForGood, TakesFacesAlone) {
  erasing.begin({FaceId{1}}, "facefs", ledger.begin(Ledger::Kind::other));
  EXPECT_TRUE(erasing.is_under_way());
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(FaceId{1}));
  EXPECT_TRUE(People(Snapshot(gallery)).find(joey));
  EXPECT_EQ(pictures_erased, 1);
  go_on_to_the_end(erasing);
}

}  // namespace
}  // namespace facefs::test
