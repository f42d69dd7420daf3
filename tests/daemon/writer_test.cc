// SPDX-License-Identifier: Apache-2.0
#include "daemon/writer.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"

#include "index/decisions/acts.h"
#include "index/values/reference_file.h"
#include "index/values/refusal.h"
#include "support/writer_fixture.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(Writing, BringsAPhotoIntoItsPersonsFolder) {
  const PersonId joey = person("Joey");
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  photo("/photos/joey.jpg", "j", {face_with(face_of(1, 2))});
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
  EXPECT_EQ(References(Snapshot(gallery)).find(joey, "ref.jpg")->verdict, EnrolVerdict::used);
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
  EXPECT_EQ(References(Snapshot(gallery)).find(joey, "group.jpg")->verdict, EnrolVerdict::several_faces);
  teach(joey, "alone.jpg", {face_with(face_of(1, 2))});
  settle();
  EXPECT_EQ(References(Snapshot(gallery)).find(joey, "group.jpg")->verdict, EnrolVerdict::used);
  EXPECT_EQ(References(Snapshot(gallery)).find(joey, "group.jpg")->face, 1U);
}

TEST_F(Writing, JudgesAllReferencesAnewWhenOneGoes) {
  const PersonId joey = person("Joey");
  teach(joey, "group.jpg", {face_with(face_of(2, 1)), face_with(face_of(1, 1), 100, 300)});
  teach(joey, "alone.jpg", {face_with(face_of(1, 2))});
  settle();
  ASSERT_EQ(References(Snapshot(gallery)).find(joey, "group.jpg")->verdict, EnrolVerdict::used);
  writer->post(ReferenceGone{joey, "alone.jpg", token()});
  settle();
  EXPECT_EQ(References(Snapshot(gallery)).find(joey, "group.jpg")->verdict, EnrolVerdict::several_faces);
}

TEST_F(Writing, LearnsNothingUnderANameThatAReferenceNoLongerHas) {
  const PersonId joey = person("Joey");
  const NamedReference named{std::string(16, 'a'), "new name.jpg"};
  act({"cp", 1}, NameReferences{joey, {named}});
  const auto path = folder / ("references-" + std::to_string(number_of(joey))) / named.file;
  for (const char* name : {"old name.jpg", "new name.jpg"})
    writer->post(ReferenceRead{joey, name, stamp(), content_named("ref"),
                               ReferenceReading{"test", {}, {face_with(face_of(1, 1))}}, token(), path.string()});
  settle();
  EXPECT_FALSE(References(Snapshot(gallery)).find(joey, "old name.jpg"));
  EXPECT_TRUE(References(Snapshot(gallery)).find(joey, "new name.jpg"));
}

TEST_F(Writing, TakesTheReferenceThatWasNamedFirstForTheFirstThoughTheClockWasSetBackSince) {
  const PersonId joey = person("Joey");
  const auto references = folder / ("references-" + std::to_string(number_of(joey)));
  std::filesystem::create_directory(references);
  const NamedReference first{std::string(16, 'b'), "first.jpg"}, later{std::string(16, 'a'), "later.jpg"};
  for (const NamedReference& one : {first, later}) write_bytes(references / one.file, "x");
  act({"cp", 1}, NameReferences{joey, {first, later}, {20'000'000'000, 10'000'000'000}});
  teach(joey, "first.jpg", {face_with(face_of(1, 1))});
  teach(joey, "later.jpg", {face_with(face_of(2, 1))});
  settle();
  EXPECT_EQ(References(Snapshot(gallery)).find(joey, "first.jpg")->verdict, EnrolVerdict::used);
  EXPECT_EQ(References(Snapshot(gallery)).find(joey, "later.jpg")->verdict, EnrolVerdict::unlike_others);
}

TEST_F(Writing, ShowsNoPhotoThatVanishedWhileAWorkerHadIt) {
  vanished = {"/photos/gone.jpg"};
  writer->post(PathGone{"/photos/gone.jpg", token()});  // overtakes the reading
  photo("/photos/gone.jpg", "g", {face_with(face_of(1, 2))});
  settle();
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
}

TEST_F(Writing, LearnsNothingFromAReferenceThatVanishedWhileAWorkerHadIt) {
  const PersonId joey = person("Joey");
  vanished = {(folder / ("references-" + std::to_string(number_of(joey))) / "ref.jpg").string()};
  writer->post(ReferenceGone{joey, "ref.jpg", token()});
  teach(joey, "ref.jpg", {face_with(face_of(1, 1))});
  settle();
  EXPECT_TRUE(References(Snapshot(gallery)).of(joey).empty());
}

TEST_F(Writing, SaysOfAFileAloneWhatWasWrongAtTheTime) {
  writer->post(PhotoRead{"/photos/a.jpg", stamp(), content_named("x"), Unreadable{Reason::too_slow, "s"}, token(), {}});
  settle();
  EXPECT_FALSE(Photos(Snapshot(gallery)).with(content_named("x"))) << "another day the same content may be read";
  for (const Reason reason : {Reason::empty, Reason::not_an_image, Reason::truncated, Reason::unsupported}) {
    const std::string name(name_of(reason));
    writer->post(PhotoRead{"/photos/" + name, stamp(), content_named(name), Unreadable{reason, "s"}, token(), {}});
    settle();
    EXPECT_TRUE(Photos(Snapshot(gallery)).with(content_named(name))) << name;
  }
}

TEST_F(Writing, TakesInNoPhotoWhoseFacesTheGalleryHasLostSince) {
  NewFaces found{image_named("j"), false, "test", {}};
  found.known = true;  // its faces were known and not looked for; then the gallery was made again
  writer->post(PhotoRead{"/photos/joey.jpg", stamp(), content_named("j"), found, token(), {}});
  settle();
  EXPECT_FALSE(Photos(Snapshot(gallery)).with(content_named("j"))) << "the next scan has its faces made";
}

TEST_F(Writing, RemovesAFolderWithEverythingBelowItAndNothingBeside) {
  for (const char* path : {"/photos/a/1.jpg", "/photos/a/deep/2.jpg", "/photos/ab/3.jpg"}) photo(path, path, {});
  settle();
  writer->post(FolderGone{"/photos/a", token()});
  settle();
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 1U);
}

TEST_F(Writing, AnswersAnActWithTheErrnoThatItThrew) {
  int answered = -1;
  do_this([](Update&, DecisionLog&) { throw std::system_error(EEXIST, std::generic_category(), "x"); },
          [&](int error) { answered = error; });
  writer->step(0ms);
  EXPECT_EQ(answered, EEXIST);
}

TEST_F(Writing, TellsWhyAnActFailedUntilOneSucceeds) {
  const auto tried = [this](const std::function<void()>& what) {
    do_this([what](Update&, DecisionLog&) { what(); }, [](int) {});
    settle();
  };
  tried([] { throw Refusal(EEXIST); });
  EXPECT_EQ(problem, "") << "a refusal is an answer";
  tried([] { throw std::runtime_error("the log cannot be written"); });
  EXPECT_EQ(problem, "the log cannot be written");
  photo("/photos/a.jpg", "a", {});
  settle();
  EXPECT_EQ(problem, "the log cannot be written");
  tried([] {});
  photo("/photos/b.jpg", "b", {});
  settle();
  EXPECT_EQ(problem, "");
}

TEST_F(Writing, GivesNoGroupANumberThatHadAMeaningInALostGallery) {
  for (int number = 0; number < 4; ++number)
    photo("/photos/" + std::to_string(number) + ".jpg", std::to_string(number), {face_with(face_of(3, number))});
  settle();
  const std::uint64_t given = Snapshot(gallery).counter("clusters_made");
  ASSERT_GT(given, 0U);
  writer.reset();
  gallery.begin_anew();
  EXPECT_EQ(Snapshot(gallery).counter("clusters_made"), given);
}

TEST_F(Writing, TurnsAwayWhoComesAfterItStopped) {
  writer->start();
  writer->stop();
  int answered = -1;
  writer->perform(
      {{"test", 0}, Undo{0}}, [&](const ActAnswer& answer) { answered = answer.error; }, token());
  EXPECT_EQ(answered, EAGAIN);
}

}  // namespace
}  // namespace facefs::test
