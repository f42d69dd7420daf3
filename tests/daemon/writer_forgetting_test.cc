// SPDX-License-Identifier: Apache-2.0
// Nothing is left of a person whom the user forgets, whatever comes in between.
#include <future>
#include <thread>

#include "index/decisions/acts.h"
#include "index/storage/faces.h"
#include "index/storage/people.h"
#include "support/eventually.h"
#include "support/full_disk.h"
#include "support/writer_fixture.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST_F(Writing, ForgetsForGoodThoughSomebodyLooksAtAnEarlierGalleryMeanwhile) {
  const PersonId joey = person("Joey Unmistakable");
  const PersonId ross = person("Ross Unmistakable");
  const PersonId carol = person("Carol Unmistakable");
  settle();
  {
    const Snapshot slow(gallery);  // a request that a disk holds up
    for (const PersonId who : {joey, ross, carol}) {
      writer->post(Forget{who, "rm", [](int error) { EXPECT_EQ(error, 0); }, token()});
      settle();
    }
  }
  writer->step(0ms);
  EXPECT_TRUE(People(Snapshot(gallery)).all().empty());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) {
      EXPECT_THAT(bytes_of(entry.path()), testing::Not(testing::HasSubstr("Unmistakable"))) << entry.path();
    }
}

TEST_F(Writing, SaysThatAForgettingFailedThoughAnEarlierOneIsStillUnfinished) {
  const PersonId joey = person("Joey");
  const PersonId ross = person("Ross");
  settle();
  std::filesystem::create_directory(folder / "decisions.log.new");  // keeps the log from being written anew
  int first = -1, second = -1;
  writer->post(Forget{joey, "rm", [&](int error) { first = error; }, token()});
  for (int i = 0; i < 5; ++i) writer->step(0ms);
  EXPECT_EQ(first, 0);
  writer->post(Forget{ross, "rm", [&](int error) { second = error; }, token()});
  {
    const FullDisk full;
    writer->step(0ms);
  }
  EXPECT_EQ(second, EFBIG);
  EXPECT_TRUE(People(Snapshot(gallery)).find(ross));
}

TEST_F(Writing, ForgetsAPersonInGalleryLogAndReferences) {
  const PersonId joey = person("Joey Unmistakable");
  const PersonId ross = person("Ross");
  const auto references = folder / ("references-" + std::to_string(number_of(joey)));
  std::filesystem::create_directory(references);
  write_bytes(references / "ref.jpg", "bytes of the photo");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  int answered = -1;
  writer->post(Forget{joey, "rm", [&](int error) { answered = error; }, token()});
  settle();
  EXPECT_EQ(answered, 0);
  EXPECT_FALSE(std::filesystem::exists(references));
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
  EXPECT_EQ(Faces(Snapshot(gallery)).find(static_cast<FaceId>(1))->match.person, kNobody)
      << "not even the number is left";
  EXPECT_TRUE(People(Snapshot(gallery)).find(ross));
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("joey.jpg"));
}

TEST_F(Writing, ForgetsWithAPersonWhoeverWasMergedIntoThatOne) {
  const PersonId joey = person("Joey Unmistakable");
  const PersonId joe = person("Joe Unmistakable");
  act({"facefs", 0}, MergePeople{joe, joey});
  settle();
  writer->post(Forget{joey, "rm", [](int error) { EXPECT_EQ(error, 0); }, token()});
  settle();
  EXPECT_TRUE(People(Snapshot(gallery)).all().empty());
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
}

TEST_F(Writing, ForgetsSomebodyWhoCameToBeAndWasTakenBack) {
  person("Ross");
  PersonId joey = kNobody;
  act({"cp", 1}, AddPerson{"Joey Unmistakable", true});
  settle();
  joey = People(Snapshot(gallery)).named("Joey Unmistakable").value();
  act({"cp", 1}, BeginTeaching{joey});
  settle();
  act({"facefs", 0}, Undo{1});
  settle();
  ASSERT_FALSE(People(Snapshot(gallery)).find(joey));
  ASSERT_THAT(bytes_of(folder / "decisions.log"), testing::HasSubstr("Unmistakable"));
  writer->post(Forget{joey, "facefs", [](int error) { EXPECT_EQ(error, 0); }, token()});
  settle();
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
}

TEST_F(Writing, ErasesPicturesOfWhomeverIsForgottenAndOfFacesToo) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  writer->post(Forget{kNobody, "facefs", [](int error) { EXPECT_EQ(error, 0); }, token(), {FaceId{1}}});
  settle();
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(FaceId{1}));
  EXPECT_EQ(pictures_erased, 1);
  writer->post(Forget{joey, "rm", [](int error) { EXPECT_EQ(error, 0); }, token()});
  writer->step(0ms);
  EXPECT_GT(pictures_erased, 1);
}

/// A user who forgets somebody and ends facefs at once expects the forgetting to be done.
TEST_F(Writing, FinishesAForgettingBeforeItStops) {
  const PersonId joey = person("Joey Unmistakable");
  settle();
  std::promise<void> stopping;
  writer->start();
  do_this([&](Update&, DecisionLog&) { stopping.get_future().wait(); }, [](int) {});
  writer->post(Forget{joey, "rm", [](int error) { EXPECT_EQ(error, 0); }, token()});
  std::thread stopper([&] { writer->stop(); });
  EXPECT_TRUE(eventually([&] { return !writer->post(PathGone{"/photos/none.jpg", nullptr}); }));
  stopping.set_value();
  stopper.join();
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
}

TEST_F(Writing, AcceptsAForgettingThatTheDiskKeepsItFromFinishing) {
  const PersonId joey = person("Joey Unmistakable");
  settle();
  // A folder in the new log's place makes the last step fail, as a full disk would.
  std::filesystem::create_directory(folder / "decisions.log.new");
  int answered = -1;
  writer->post(Forget{joey, "rm", [&](int error) { answered = error; }, token()});
  writer->step(0ms);
  EXPECT_EQ(answered, 0) << "its line is durable";
  EXPECT_FALSE(People(Snapshot(gallery)).find(joey));
  std::filesystem::remove(folder / "decisions.log.new");
  const PersonId ross = person("Ross");  // the log still takes acts
  EXPECT_TRUE(People(Snapshot(gallery)).find(ross));
  writer = make();  // a restart, or the retry 20 seconds later
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
}

TEST_F(Writing, FinishesAForgettingOnceTheDiskHasRoomWhichWhoeverWaitsWaitsFor) {
  retry_after = 1s;
  writer = make();
  const PersonId joey = person("Joey Unmistakable");
  settle();
  std::filesystem::create_directory(folder / "decisions.log.new");
  int answered = -1;
  writer->post(Forget{joey, "rm", [&](int error) { answered = error; }, token()});
  EXPECT_FALSE(is_done_after(5));
  EXPECT_EQ(answered, 0);
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::HasSubstr("Unmistakable"));
  std::filesystem::remove(folder / "decisions.log.new");
  EXPECT_TRUE(eventually([&] { return is_done_after(1); }));
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
}

TEST_F(Writing, FinishesAForgettingThatACrashCutShort) {
  const PersonId joey = person("Joey Unmistakable");
  settle();
  LogEntry entry;  // the first thing that forgetting does; then the daemon is killed
  entry.verb = Verb::forget;
  entry.person = joey;
  log->append(entry);
  writer.reset();
  log = std::make_unique<DecisionLog>(folder / "decisions.log");
  writer = make();
  EXPECT_FALSE(People(Snapshot(gallery)).find(joey));
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
}

}  // namespace
}  // namespace facefs::test
