// SPDX-License-Identifier: Apache-2.0
// What a full disk and a damaged gallery do to the writer, and that it loses nothing.

#include "index/storage/clusters.h"
#include "index/storage/faces.h"
#include "index/storage/people.h"
#include "support/eventually.h"
#include "support/full_disk.h"
#include "support/writer_fixture.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST_F(Writing, KeepsAnActWhoseLineIsDurableThoughTheGalleryFailed) {
  int answered = -1;
  do_this(
      [&](Update&, DecisionLog& l) {
        LogEntry entry;
        entry.person = l.new_person();
        entry.name = "Joey";
        l.append(entry);
        throw std::runtime_error("the gallery broke");
      },
      [&](int error) { answered = error; });
  settle();
  EXPECT_EQ(answered, 0) << "a durable line is an accepted act";
  EXPECT_TRUE(People(Snapshot(gallery)).named("Joey")) << "and is applied later";
}

TEST_F(Writing, AppliesAnActThatTheGalleryFailedAlsoWhenAnotherFollowsAtOnce) {
  do_this(
      [](Update&, DecisionLog& l) {
        LogEntry entry;
        entry.person = l.new_person();
        entry.name = "Joey";
        l.append(entry);
        throw std::runtime_error("the gallery broke");
      },
      [](int error) { EXPECT_EQ(error, 0); });
  person("Ross");
  settle();
  EXPECT_TRUE(People(Snapshot(gallery)).named("Joey"));
  EXPECT_TRUE(People(Snapshot(gallery)).named("Ross"));
}

TEST_F(Writing, LosesNoFindingToAnotherThatCannotBeApplied) {
  photo("/photos/before.jpg", "b", {});
  writer->post(PhotoRead{"/photos/" + std::string(600, 'n'),
                         stamp(),
                         content_named("long"),  // longer than any key of LMDB
                         NewFaces{image_named("long"), false, "test", {}},
                         token(),
                         {}});
  photo("/photos/after.jpg", "a", {});
  writer->step(0ms);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 2U);
}

TEST_F(Writing, LooksAgainForWhatAFullDiskKeptOut) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  settle();
  retry_after = 1s;
  writer = make();
  settle();
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  {
    const FullDisk full;
    EXPECT_FALSE(is_done_after(3)) << "whoever waits for everything waits for what was lost";
    EXPECT_EQ(ledger.photos(), 0U) << "the scan that is to find it again waits for nobody";
  }
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
  looks_for_long = true;
  EXPECT_TRUE(eventually([&] { return is_done_after(1) || found_again; }));
  EXPECT_FALSE(is_done_after(5));
  looking.reset();
  settle();
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});  // the search finds it
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
}

TEST_F(Writing, KeepsTheFacesThatAFullDiskDidNotTake) {
  settle();
  retry_after = 0ms;
  writer = make();
  settle();
  {
    const FullDisk full;
    lack = "the disk is full";
    photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
    photo("/photos/ross.jpg", "r", {face_with(face_of(2, 2))});
    EXPECT_FALSE(is_done_after(3));
    EXPECT_TRUE(writer->is_held_up()) << "nobody is to look for more";
    EXPECT_THAT(problem, testing::HasSubstr("the disk is full"));
    photo("/photos/late.jpg", "l", {face_with(face_of(3, 2))});  // was with a worker already
    writer->post(PathGone{"/photos/ross.jpg", token()});
    EXPECT_FALSE(is_done_after(3));
  }
  EXPECT_FALSE(is_done_after(3)) << "while there is said to be no room it is not tried";
  EXPECT_FALSE(found_again);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
  lack.clear();
  settle();
  EXPECT_FALSE(writer->is_held_up());
  EXPECT_EQ(problem, "");
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 2U) << "joey and late, without having been found again";
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 3U);
  EXPECT_TRUE(found_again) << "other things may have been lost";
}

/// The disk may be full in any of its steps: new photos, matching them, looking for groups, taking those in.
TEST_F(Writing, FinishesMatchingAndGroupingWheneverTheDiskWasFull) {
  const PersonId joey = person("Joey");
  settle();
  retry_after = 0ms;
  for (int round = 0; round < 16; ++round) {
    const int full_after = round / 2;
    writer.reset();
    gallery.begin_anew();
    writer = make();
    for (int number = 0; number < 300; ++number) {  // more than are matched at once
      const std::string name = name_of_photo(number % 100 == 0, number);
      photo("/photos/" + name, name, {face_with(face_of(number % 100 == 0, number))});
    }
    if (round % 2 == 0) settle();
    teach(joey, "ref.jpg", {face_with(face_of(0, 1000))});
    for (int i = 0; i < full_after; ++i) writer->step(0ms);
    {
      const FullDisk full;
      for (int i = 0; i < 2; ++i) writer->step(0ms);
    }
    settle();
    EXPECT_EQ(names_in({FolderKey::Kind::people, joey}).size(), 297U) << round;
    EXPECT_EQ(Clusters(Snapshot(gallery)).all().size(), 1U) << round;  // of the three others
  }
}

TEST_F(Writing, LeavesADamagedGalleryUntilTheDiskHasRoomForAnother) {
  const PersonId joey = person("Joey");
  photo("/photos/a.jpg", "a", {face_with(face_of(1, 2))});
  settle();
  retry_after = 1s;
  writer = make();
  writer->post(GalleryDamaged{"a flipped bit", gallery.generation(), token()});
  const std::uint64_t before = gallery.generation();
  {
    const FullDisk full;
    EXPECT_FALSE(is_done_after(3));
    EXPECT_FALSE(found_again);
    EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), joey) << "it answers what it can";
  }
  EXPECT_TRUE(eventually([&] { return is_done_after(1); }));
  EXPECT_TRUE(found_again);
  EXPECT_EQ(gallery.generation(), before + 1);
  EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), joey);
  EXPECT_TRUE(Faces(Snapshot(gallery)).embedding(static_cast<FaceId>(1))) << "no face is lost";
}

TEST_F(Writing, MakesADamagedGalleryAgainWithoutLosingAFaceOrAWord) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  photo("/photos/other.jpg", "o", {});
  settle();
  writer.reset();
  damage_record_holding("other.jpg");
  writer = make();
  photo("/photos/other.jpg", "o", {});  // meets the damage
  settle();
  EXPECT_TRUE(found_again);
  EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), joey);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U) << "until they are found again";
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {});  // its image is known: no worker was asked for faces
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
}

/// A page of zeros leaves it so. The photo would be lost without a word if it were taken for a face without an
/// embedding.
TEST_F(Writing, MakesAGalleryAgainInWhichAFaceHasLostItsCodes) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  writer.reset();
  {
    const auto store = gallery.store();
    lmdb::WriteTxn txn(store->environment());
    std::string codes;
    txn.each(store->tables().code, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
      codes.assign(value);
      std::fill(codes.begin() + 64, codes.end(), '\0');
      return txn.put(store->tables().code, std::string(key), codes), false;
    });
    txn.commit();
  }
  writer = make();
  teach(person("Ross"), "ross.jpg", {face_with(face_of(2, 1))});
  settle();
  EXPECT_TRUE(found_again) << "the photo is read again, with its face";
  EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), joey);
}

TEST_F(Writing, AnswersAnActThatComesWithNewsOfDamage) {
  photo("/photos/a.jpg", "a", {});
  settle();
  int answered = -1;
  writer->post(GalleryDamaged{"a flipped bit", gallery.generation(), token()});
  do_this([](Update&, DecisionLog&) {}, [&](int error) { answered = error; });
  writer->step(0ms);
  EXPECT_EQ(answered, 0);
  EXPECT_TRUE(found_again);
}

TEST_F(Writing, MakesAGalleryAgainOnceHoweverManyMetTheDamage) {
  photo("/photos/a.jpg", "a", {});
  settle();
  const std::uint64_t before = gallery.generation();
  for (int i = 0; i < 5; ++i) writer->post(GalleryDamaged{"a flipped bit", before, token()});
  settle();
  EXPECT_EQ(gallery.generation(), before + 1);
}

TEST_F(Writing, LetsWhoeverWaitsWaitUntilADamagedGalleryHasItAllAgain) {
  for (int number = 0; number < 4; ++number)
    photo("/photos/" + std::to_string(number) + ".jpg", std::to_string(number), {face_with(face_of(3, number))});
  writer->step(0ms);  // they are in, and not grouped yet
  const auto past = std::make_shared<bool>(false);
  ledger.when_past([past] { *past = true; });
  ASSERT_FALSE(*past);
  looks_for_long = true;
  writer->post(GalleryDamaged{"a flipped bit", gallery.generation(), token()});
  for (int i = 0; i < 10; ++i) writer->step(0ms);
  EXPECT_TRUE(found_again);
  EXPECT_FALSE(*past) << "no photo is in the gallery";
  looking.reset();
  settle();
  EXPECT_TRUE(*past);
}

TEST_F(Writing, TellsTheKernelToForgetWhatADamagedGalleryShowed) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  told.clear();
  writer->post(GalleryDamaged{"a flipped bit", gallery.generation(), token()});
  writer->step(0ms);
  const auto left = [&](const std::string& name) {
    return std::any_of(told.begin(), told.end(), [&](const TreeChange& change) {
      return change.kind == TreeChange::Kind::left && change.name == name;
    });
  };
  EXPECT_TRUE(left("joey.jpg"));
  EXPECT_TRUE(left("Joey"));
}

TEST_F(Writing, RebuildsPeopleFromTheLogAlone) {
  const PersonId joey = person("Joey");
  settle();
  gallery.begin_anew();
  writer = make();
  EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), joey);
}

TEST_F(Writing, WritesALogThatIsGoneAnewFromTheGallery) {
  person("Joey");
  settle();
  writer.reset();
  std::filesystem::remove(folder / "decisions.log");
  log = std::make_unique<DecisionLog>(folder / "decisions.log");
  writer = make();
  ASSERT_EQ(People(Snapshot(gallery)).all().size(), 1U);
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::HasSubstr("Joey"));
}

TEST_F(Writing, BeginsAnewWhenTheLogIsAnother) {
  person("Joey");
  settle();
  writer.reset();
  std::filesystem::remove(folder / "decisions.log");
  {
    DecisionLog another(folder / "decisions.log");
    LogEntry line;
    line.person = another.new_person();
    line.name = "Ross";
    another.append(line);
  }
  log = std::make_unique<DecisionLog>(folder / "decisions.log");
  writer = make();
  ASSERT_EQ(People(Snapshot(gallery)).all().size(), 1U);
  EXPECT_EQ(People(Snapshot(gallery)).all()[0].record.name, "Ross");
  EXPECT_THAT(mended, ElementsAre(testing::HasSubstr("names and decisions are now those of this log")));
}

TEST_F(Writing, MendsDamageThatAReaderOfTheLogMeets) {
  photo("/photos/a.jpg", "a", {});
  settle();
  const std::uint64_t before = gallery.generation();
  int failed = 0;
  writer->read_log([](const DecisionLog&) { throw BadRecord("a flipped bit"); }, [&](int error) { failed = error; },
                   token());
  writer->step(0ms);
  EXPECT_EQ(failed, EIO);
  EXPECT_NE(problem, "");
  settle();
  EXPECT_EQ(gallery.generation(), before + 1);
}

TEST_F(Writing, LetsTheLogBeReadWithAllThatWasSaidBefore) {
  person("Joey");
  std::vector<std::string> names;
  writer->read_log(
      [&](const DecisionLog& l) { l.each_after(0, [&](const LogEntry& line) { names.push_back(line.name); }); },
      [](int) { ADD_FAILURE(); }, token());
  settle();
  EXPECT_THAT(names, testing::ElementsAre("Joey"));
}

}  // namespace
}  // namespace facefs::test
