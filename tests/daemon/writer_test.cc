// SPDX-License-Identifier: Apache-2.0
// The writer's steps driven by hand, over a real log and a real gallery.
#include "daemon/writer.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include <set>

#include "support/eventually.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// While it lives no file can be written: as when the disk is full.
class FullDisk {
 public:
  FullDisk() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

class Writing : public GalleryFixture {
 protected:
  std::unique_ptr<DecisionLog> log = std::make_unique<DecisionLog>(folder / "decisions.log");
  Ledger ledger;
  std::vector<Change> told;
  std::set<std::string> vanished;  // files that were removed or changed after they were read
  bool found_again = false;
  bool looks_for_long = false;  // whether looking for what was lost goes on until `looking` is let go
  Token looking;
  std::chrono::milliseconds retry_after = 20s;
  std::unique_ptr<Writer> writer = make();

  std::unique_ptr<Writer> make() {
    auto made = std::make_unique<Writer>(
        gallery, *log, MatchSettings{},
        WriterLinks{
            [this](std::vector<Change> changes, Token) { told.insert(told.end(), changes.begin(), changes.end()); },
            [this](PersonId person) { return folder / ("references-" + std::to_string(number_of(person))); }, [] {},
            [this](const std::string& path, const FileStamp&) { return !vanished.contains(path); },
            [](const std::string&) {}, [](const std::function<void()>& work) { work(); },
            [this](const Token& work) {
              found_again = true;
              if (looks_for_long) looking = work;
            },
            [this] { return ledger.begin(Ledger::Kind::other); }, retry_after});
    made->catch_up();
    return made;
  }

  /// Flips a bit in each record of a photo that is called so, where it lies on the disk.
  void damage_record_holding(const std::string& name) const {
    const std::filesystem::path file = (folder / "gallery") / "data.mdb";
    std::string bytes = bytes_of(file);
    std::string text = {0, 0, 0, static_cast<char>(name.size())};  // as a record writes a text
    text += name;
    for (std::size_t at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) bytes[at + 4] ^= 1;
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  Token token() { return ledger.begin(Ledger::Kind::photo); }

  /// Whether everything is done after that many steps, which is when `facefs wait` returns.
  bool is_done_after(int steps) {
    const auto past = std::make_shared<bool>(false);  // it may be told long after that
    ledger.when_past([past] { *past = true; });
    for (int i = 0; i < steps && !*past; ++i) writer->step(0ms);
    return *past;
  }
  void settle() { ASSERT_TRUE(is_done_after(1000)); }

  void photo(const std::string& path, const std::string& name, std::vector<Face> faces) {
    writer->post(PhotoRead{
        path, stamp(), content_named(name), NewFaces{image_named(name), false, "test", std::move(faces)}, token(), {}});
  }

  PersonId person(const std::string& name) {
    PersonId made{};
    writer->post(Act{[&, name](Update& update, DecisionLog& l) {
                       made = l.new_person();
                       LogEntry entry;
                       entry.person = made;
                       entry.name = name;
                       l.append(entry);
                       update.add_person(made, {name, true, 1});
                     },
                     [](int error) { EXPECT_EQ(error, 0); }, token()});
    writer->step(0ms);
    return made;
  }

  void teach(PersonId id, const std::string& file, std::vector<Face> faces) {
    writer->post(
        ReferenceRead{id, file, stamp(), content_named(file), ReferenceReading{"test", {}, std::move(faces)}, token()});
  }
};

TEST_F(Writing, BringsAPhotoIntoItsPersonsFolder) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
  EXPECT_EQ(Snapshot(gallery).reference(joey, "ref.jpg")->verdict, EnrolVerdict::used);
}

TEST_F(Writing, MatchesPhotosThatWereThereBeforeThePerson) {
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
}

TEST_F(Writing, TakesAReferenceBackWithWhatItTaught) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  writer->post(ReferenceGone{joey, "ref.jpg", token()});
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), IsEmpty());
}

TEST_F(Writing, MatchesWhatTheLogSpeaksOfAtAStartThatIsCutShort) {
  const PersonId joey = person("Joey");
  const PersonId ross = person("Ross");
  teach(joey, "joey.jpg", {face_with(face_of(1, 1))});
  teach(ross, "ross.jpg", {face_with(face_of(2, 1))});
  photo("/photos/both.jpg", "b", {face_with(face_of(1, 2)), face_with(face_of(2, 2), 100, 300)});
  settle();
  ASSERT_THAT(names_in({FolderKey::Kind::people, ross}), ElementsAre("both.jpg"));
  writer.reset();
  LogEntry line;  // a crash came between the log and the gallery
  line.verb = Verb::is_not;
  line.person = joey;
  line.content = content_named("b");
  line.image = image_named("b");
  log->append(line);
  for (int start = 0; start < 2; ++start) {  // the first one ends at once
    writer.reset();
    writer = make();
    EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), IsEmpty());
    EXPECT_THAT(names_in({FolderKey::Kind::people, ross}), ElementsAre("both.jpg")) << "start " << start;
  }
}

TEST_F(Writing, JudgesAllReferencesAnewWhenOneComes) {
  const PersonId joey = person("Joey");
  teach(joey, "group.jpg", {face_with(face_of(2, 1)), face_with(face_of(1, 1), 100, 300)});
  settle();
  EXPECT_EQ(Snapshot(gallery).reference(joey, "group.jpg")->verdict, EnrolVerdict::several_faces);
  teach(joey, "alone.jpg", {face_with(face_of(1, 2))});
  settle();
  EXPECT_EQ(Snapshot(gallery).reference(joey, "group.jpg")->verdict, EnrolVerdict::used);
  EXPECT_EQ(Snapshot(gallery).reference(joey, "group.jpg")->face, 1U);
}

TEST_F(Writing, ShowsNoPhotoThatVanishedWhileAWorkerHadIt) {
  vanished = {"/photos/gone.jpg"};
  writer->post(PathGone{"/photos/gone.jpg", token()});  // overtakes the reading
  photo("/photos/gone.jpg", "g", {face_with(face_of(1, 2))});
  settle();
  EXPECT_EQ(Snapshot(gallery).number("photos"), 0U);
}

TEST_F(Writing, LearnsNothingFromAReferenceThatVanishedWhileAWorkerHadIt) {
  const PersonId joey = person("Joey");
  vanished = {(folder / ("references-" + std::to_string(number_of(joey))) / "ref.jpg").string()};
  writer->post(ReferenceGone{joey, "ref.jpg", token()});
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  settle();
  EXPECT_TRUE(Snapshot(gallery).references_of(joey).empty());
}

TEST_F(Writing, SaysOfAFileAloneWhatWasWrongAtTheTime) {
  writer->post(PhotoRead{"/photos/a.jpg", stamp(), content_named("x"), Unreadable{Reason::too_slow, "s"}, token(), {}});
  settle();
  EXPECT_FALSE(Snapshot(gallery).photo_with(content_named("x"))) << "another day the same content may be read";
  writer->post(
      PhotoRead{"/photos/b.jpg", stamp(), content_named("y"), Unreadable{Reason::not_an_image, "s"}, token(), {}});
  settle();
  EXPECT_TRUE(Snapshot(gallery).photo_with(content_named("y")));
}

TEST_F(Writing, RemovesAFolderWithEverythingBelowItAndNothingBeside) {
  for (const char* path : {"/photos/a/1.jpg", "/photos/a/deep/2.jpg", "/photos/ab/3.jpg"}) photo(path, path, {});
  settle();
  writer->post(FolderGone{"/photos/a", token()});
  settle();
  EXPECT_EQ(Snapshot(gallery).number("photos"), 1U);
}

TEST_F(Writing, AnswersAnActWithTheErrnoThatItThrew) {
  int answered = -1;
  writer->post(Act{[](Update&, DecisionLog&) { throw std::system_error(EEXIST, std::generic_category(), "x"); },
                   [&](int error) { answered = error; }, token()});
  writer->step(0ms);
  EXPECT_EQ(answered, EEXIST);
}

TEST_F(Writing, KeepsAnActWhoseLineIsDurableThoughTheGalleryFailed) {
  int answered = -1;
  writer->post(Act{[&](Update&, DecisionLog& l) {
                     LogEntry entry;
                     entry.person = l.new_person();
                     entry.name = "Joey";
                     l.append(entry);
                     throw std::runtime_error("the gallery broke");
                   },
                   [&](int error) { answered = error; }, token()});
  settle();
  EXPECT_EQ(answered, 0) << "a durable line is an accepted act";
  EXPECT_TRUE(Snapshot(gallery).person_named("Joey")) << "and is applied later";
}

TEST_F(Writing, LosesNoFindingToAnotherThatCannotBeApplied) {
  photo("/photos/before.jpg", "b", {});
  writer->post(PhotoRead{"/photos/" + std::string(600, 'n'),
                         stamp(),
                         content_named("long"),  // no key of LMDB's is so long
                         NewFaces{image_named("long"), false, "test", {}},
                         token(),
                         {}});
  photo("/photos/after.jpg", "a", {});
  writer->step(0ms);
  EXPECT_EQ(Snapshot(gallery).number("photos"), 2U);
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
  EXPECT_EQ(Snapshot(gallery).number("photos"), 0U);
  looks_for_long = true;
  EXPECT_TRUE(eventually([&] { return is_done_after(1) || found_again; }));
  EXPECT_FALSE(is_done_after(5));
  looking.reset();
  settle();
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});  // which finds it
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
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
    EXPECT_EQ(Snapshot(gallery).person_named("Joey"), joey) << "it answers what it can";
  }
  EXPECT_TRUE(eventually([&] { return is_done_after(1); }));
  EXPECT_TRUE(found_again);
  EXPECT_EQ(gallery.generation(), before + 1);
  EXPECT_EQ(Snapshot(gallery).person_named("Joey"), joey);
  EXPECT_TRUE(Snapshot(gallery).embedding(static_cast<FaceId>(1))) << "no face is lost";
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
  EXPECT_EQ(Snapshot(gallery).person_named("Joey"), joey);
  EXPECT_EQ(Snapshot(gallery).number("photos"), 0U) << "until they are found again";
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {});  // its image is known: no worker was asked for faces
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
}

TEST_F(Writing, AnswersAnActThatComesWithNewsOfDamage) {
  photo("/photos/a.jpg", "a", {});
  settle();
  int answered = -1;
  writer->post(GalleryDamaged{"a flipped bit", gallery.generation(), token()});
  writer->post(Act{[](Update&, DecisionLog&) {}, [&](int error) { answered = error; }, token()});
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

TEST_F(Writing, TellsTheKernelToForgetWhatADamagedGalleryShowed) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  told.clear();
  writer->post(GalleryDamaged{"a flipped bit", gallery.generation(), token()});
  writer->step(0ms);
  const auto left = [&](const std::string& name) {
    return std::any_of(told.begin(), told.end(),
                       [&](const Change& change) { return change.kind == Change::Kind::left && change.name == name; });
  };
  EXPECT_TRUE(left("joey.jpg"));
  EXPECT_TRUE(left("Joey"));
}

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
  EXPECT_TRUE(Snapshot(gallery).people().empty());
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
  EXPECT_TRUE(Snapshot(gallery).person(ross));
}

TEST_F(Writing, RebuildsPeopleFromTheLogAlone) {
  const PersonId joey = person("Joey");
  settle();
  gallery.begin_anew();
  writer = make();
  EXPECT_EQ(Snapshot(gallery).person_named("Joey"), joey);
}

TEST_F(Writing, BeginsAnewWhenTheLogIsAnother) {
  person("Joey");
  settle();
  writer.reset();
  std::filesystem::remove(folder / "decisions.log");
  log = std::make_unique<DecisionLog>(folder / "decisions.log");
  writer = make();
  EXPECT_TRUE(Snapshot(gallery).people().empty());
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
  EXPECT_EQ(Snapshot(gallery).face(static_cast<FaceId>(1))->match.person, kNobody) << "not even the number is left";
  EXPECT_TRUE(Snapshot(gallery).person(ross));
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("joey.jpg"));
}

TEST_F(Writing, AcceptsAForgettingThatTheDiskKeepsItFromFinishing) {
  const PersonId joey = person("Joey Unmistakable");
  settle();
  // A folder where the new log would be written: what a full disk does, at the last of its steps.
  std::filesystem::create_directory(folder / "decisions.log.new");
  int answered = -1;
  writer->post(Forget{joey, "rm", [&](int error) { answered = error; }, token()});
  writer->step(0ms);
  EXPECT_EQ(answered, 0) << "its line is durable";
  EXPECT_FALSE(Snapshot(gallery).person(joey));
  std::filesystem::remove(folder / "decisions.log.new");
  const PersonId ross = person("Ross");  // the log still takes acts
  EXPECT_TRUE(Snapshot(gallery).person(ross));
  writer = make();  // a restart, or half a minute later
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
  EXPECT_FALSE(Snapshot(gallery).person(joey));
  EXPECT_THAT(bytes_of(folder / "decisions.log"), testing::Not(testing::HasSubstr("Unmistakable")));
}

TEST_F(Writing, TurnsAwayWhoComesAfterItStopped) {
  writer->start();
  writer->stop();
  int answered = -1;
  writer->perform([](Update&, DecisionLog&) {}, [&](int error) { answered = error; }, token());
  EXPECT_EQ(answered, EAGAIN);
}

}  // namespace
}  // namespace facefs::test
