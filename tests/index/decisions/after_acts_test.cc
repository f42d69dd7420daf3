// SPDX-License-Identifier: Apache-2.0
// What answers, sentences and pictures show after an act.
#include <gmock/gmock.h>

#include "index/answers/picture.h"
#include "index/answers/query.h"
#include "index/decisions/decision_state.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/pins.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class AfterActs : public Acts {
 protected:
  /// Puts a photo of Joey and a stranger.
  PhotoId put_pair() {
    PhotoId pair{};
    change([&](Update& update) {
      pair = put_photo(update, "/photos/pair.jpg", "p", {face_with(face_of(1, 8)), face_with(face_of(4, 8), 100, 300)});
    });
    match_all(matching);
    return pair;
  }
  std::vector<PhotoId> alone_with(PersonId person) {
    const Snapshot snapshot(gallery);
    return photos_for(snapshot, *parse_query(snapshot, "=#" + text_of(person)));
  }
};

TEST_F(AfterActs, TheirSentenceNamesUpToFivePhotos) {
  const auto reject = [&](int count) {
    for (int i = 0; i < count; ++i) {
      PhotoId photo{};
      const std::string name = std::to_string(count) + "-" + std::to_string(i);
      change([&](Update& update) { photo = put_photo(update, "/photos/" + name, name, {face_with(face_of(1, 7))}); });
      at_once([&](Update& update) { apply(update, log, {mv, SayIsNot{photo, kJoeys}}); });
    }
    now += 10'000'000'000;
    return last_sentence();
  };
  EXPECT_THAT(reject(5), AllOf(HasSubstr("5-0, 5-1, 5-2, 5-3, 5-4"), Not(HasSubstr("..."))));
  EXPECT_THAT(reject(6), HasSubstr("6-0, 6-1, 6-2, 6-3, 6-4, ..."));
}

TEST_F(AfterActs, AFaceOfNoInterestIsNobodyElse) {
  const PhotoId pair = put_pair();
  EXPECT_THAT(alone_with(kJoey), Not(Contains(pair)));
  act([&](Update& update) { apply(update, log, {mv, Ignore{pair, kUnknownPhotos}}); });
  EXPECT_THAT(alone_with(kJoey), Contains(pair));
}

TEST_F(AfterActs, AForgettingTakesAwayPinsThatHaveThePersonInTheirNameOrTheirQuery) {
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"without Joey", "#" + text_of(kRoss)}}); });
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"us", "#" + text_of(kJoey) + "+#" + text_of(kRoss)}}); });
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"him", "#" + text_of(kRoss)}}); });
  change([&](Update& update) { PeopleTables(update).erase(kJoey); });
  EXPECT_THAT(Pins(Snapshot(gallery)).all(), ElementsAre(Pair("him", "#" + text_of(kRoss))));
}

TEST_F(AfterActs, ALabelledPictureIsAnotherOneOnceSomebodyInItIsCalledOtherwise) {
  const auto key = [&] { return labelled_photo(Snapshot(gallery), joeys)->key; };
  const std::string before = key();
  act([&](Update& update) { apply(update, log, {mv, RenamePerson{kJoey, "Joseph"}}); });
  const std::string renamed = key();
  EXPECT_NE(renamed, before);
  act([&](Update& update) { apply(update, log, {mv, SayIsNot{joeys, kJoeys}}); });
  EXPECT_NE(key(), renamed);
}

TEST_F(AfterActs, AnImportSaysOfEverybodyInAQueryWhoThatIsHere) {
  constexpr PersonId kTheirJoey{98}, kTheirRoss{99};
  std::vector<LogEntry> theirs(3);
  theirs[0].person = kTheirJoey;
  theirs[0].name = "Joey";
  theirs[1].person = kTheirRoss;
  theirs[1].name = "Ross";
  theirs[2].verb = Verb::pin;
  theirs[2].name = "us/#" + text_of(kTheirJoey) + "+#" + text_of(kTheirRoss);
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, ImportLines{theirs}}); });
  EXPECT_EQ(Pins(Snapshot(gallery)).find("us"), "#" + text_of(kJoey) + "+#" + text_of(kRoss));
}

/// `mkdir people/Rachel` makes the folder.
TEST_F(AfterActs, AnEmptyFolderThatWasMadeInPeopleStaysOverAnUndoOfSomethingElse) {
  act([&](Update& update) { apply(update, log, {mv, SayIsNot{both, kJoeys}}); });
  act([&](Update& update) { apply(update, log, {mv, AddPerson{"Rachel", true}}); });
  act([&](Update& update) { apply(update, log, {mv, SayIsNot{both, kRosss}}); });
  take_back();
  const auto is_shown = [&] {
    const Snapshot snapshot(gallery);
    const auto rachel = People(snapshot).named("Rachel");
    return rachel && People(snapshot).is_shown(*rachel);
  };
  EXPECT_TRUE(is_shown());
  gallery.begin_anew();
  change([&](Update& update) { adopt(update, log); });
  EXPECT_TRUE(is_shown()) << "the log alone says so";
}

/// The two seconds count from the act before, so that one undo takes back hundreds of photos that take longer than
/// that.
TEST_F(AfterActs, ABurstGoesOnWhileEachActIsSoonAfterTheOneBefore) {
  for (const PhotoId photo : {joeys, both, strangers}) {
    at_once([&](Update& update) { apply(update, log, {mv, SayIsNot{photo, kJoeys}}); });
    now += 1'500'000'000;
  }
  EXPECT_EQ(take_back(), 1U);
  EXPECT_EQ(take_back(), 0U) << "it was one group";
}

}  // namespace
}  // namespace facefs::test
