// SPDX-License-Identifier: Apache-2.0
// The user's acts over a real log and a real gallery: what they do, what the log says, and how they are taken back.
#include "index/decisions/acts.h"

#include <gmock/gmock.h>

#include "index/decisions/decision_state.h"
#include "index/decisions/log_of_gallery.h"
#include "index/storage/cluster_tables.h"
#include "index/storage/clusters.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/pins.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = FolderKey::Kind;

TEST_F(Acts, ARejectionHoldsAndIsTakenBack) {
  act([&](Update& update) { apply(update, log, {mv, SayIsNot{joeys, kJoeys}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg"));
  EXPECT_EQ(last_sentence(), "joey.jpg is not Joey");
  EXPECT_EQ(take_back(), 1U);
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
  EXPECT_EQ(take_back(), 0U) << "the enrolling itself is not undone";
}

TEST_F(Acts, AMoveSaysWhoItIsAndWhoItIsNot) {
  act([&](Update& update) { apply(update, log, {mv, SayIs{joeys, kRoss, kJoeys, true}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg"));
  EXPECT_THAT(names_in(kRosss), ElementsAre("both.jpg", "joey.jpg"));
  EXPECT_EQ(last_sentence(), "joey.jpg is Ross and not Joey");
  take_back();
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
  EXPECT_THAT(names_in(kRosss), ElementsAre("both.jpg"));
}

TEST_F(Acts, OfTwoFacesTheOneThatWasMatchedIsMeant) {
  PersonId carol{};
  act([&](Update& update) {
    apply(update, log, {mv, AddPerson{"Carol", true}});
    carol = *People(update).named("Carol");
    apply(update, log, {mv, SayIs{both, carol, kRosss, true}});
  });
  const auto faces = Images(Snapshot(gallery)).faces_of(image_named("b"));
  EXPECT_EQ(faces[0].record.match.person, kJoey);
  EXPECT_EQ(faces[1].record.match.person, carol);
}

TEST_F(Acts, AGuessIsNeverMade) {
  act([&](Update& update) {
    apply(update, log, {mv, AddPerson{"Carol", true}});
    apply(update, log, {mv, SayIs{both, *People(update).named("Carol"), {}, false}});
  });
  const PersonId carol = *People(Snapshot(gallery)).named("Carol");
  EXPECT_THAT(names_in({Kind::people, carol}), ElementsAre("both.jpg")) << "the photo shows her, in whatever face";
  for (const NumberedFace& face : Images(Snapshot(gallery)).faces_of(image_named("b")))
    EXPECT_NE(face.record.match.person, carol);
}

TEST_F(Acts, AFaceThatTheUserHasNamedIsNotMeantAgain) {
  act([&](Update& update) { apply(update, log, {mv, SayIs{both, kRoss, kRosss, false}}); });
  PersonId carol{};
  act([&](Update& update) {
    apply(update, log, {mv, AddPerson{"Carol", true}});
    carol = *People(update).named("Carol");
    apply(update, log, {mv, SayIs{both, carol, {}, false}});
  });
  const auto faces = Images(Snapshot(gallery)).faces_of(image_named("b"));
  EXPECT_EQ(faces[0].record.match.person, carol) << "the only one that is left";
  EXPECT_EQ(faces[1].record.match.person, kRoss);
}

TEST_F(Acts, AConfirmedFaceTeaches) {
  act([&](Update& update) {
    apply(update, log, {mv, AddPerson{"Carol", true}});
    apply(update, log, {mv, SayIs{strangers, *People(update).named("Carol"), {Kind::unknown_single}, true}});
  });
  change([&](Update& update) {
    put_photo(update, "/photos/again.jpg", "a", {face_with(face_of(3, 8))});
    matching.match_image(update, image_named("a"));
  });
  EXPECT_THAT(names_in({Kind::people, *People(Snapshot(gallery)).named("Carol")}),
              ElementsAre("again.jpg", "stranger.jpg"));
}

TEST_F(Acts, OfOneBurstAreOneGroup) {
  const auto rm = [&](PhotoId photo) {
    change([&](Update& update) { apply(update, log, {{"rm", 7}, SayIsNot{photo, kJoeys}}); });
  };
  rm(joeys);
  now += 1'900'000'000;
  rm(both);
  EXPECT_EQ(last_sentence(), "2 photos are not Joey (both.jpg, joey.jpg)");
  now += 2'100'000'000;
  rm(joeys);
  EXPECT_EQ(last_sentence(), "joey.jpg is not Joey") << "that was later";
  now += 100;
  change([&](Update& update) { apply(update, log, {{"rm", 8}, SayIsNot{joeys, kJoeys}}); });
  EXPECT_EQ(sentences_of(log).size(), 5U) << "that was another program; two people were enrolled before";
}

TEST_F(Acts, WhatComesAfterAnUndoIsAGroupOfItsOwn) {
  const auto rm = [&](PhotoId photo) {
    at_once([&](Update& update) { apply(update, log, {{"rm", 7}, SayIsNot{photo, kJoeys}}); });
  };
  rm(joeys);
  at_once([&](Update& update) { apply(update, log, {{"facefs", 0}, Undo{1}}); });
  rm(both);
  EXPECT_THAT(names_in(kJoeys), ElementsAre("joey.jpg"));
  change([&](Update& update) { adopt(update, state_after(lines_that_count(log))); });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeys), ElementsAre("joey.jpg")) << "also from the log alone";
}

TEST_F(Acts, AnImportTellsNothingThatIsKnownAndTurnsNothingRound) {
  act([&](Update& update) { apply(update, log, {mv, SayIs{strangers, kJoey, {}, false}}); });
  std::vector<LogEntry> theirs = lines_that_count(log);  // another machine goes on from there
  LogEntry not_joey = theirs.back();
  not_joey.verb = Verb::is_not;
  not_joey.box.reset();
  theirs.push_back(not_joey);
  theirs.push_back(theirs[theirs.size() - 2]);  // ... and takes it back
  const auto before = sentences_of(log).size();
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, ImportLines{theirs}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg", "stranger.jpg")) << "the last word is theirs";
  EXPECT_EQ(sentences_of(log).size(), before + 1);
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, ImportLines{theirs}}); });
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, ImportLines{lines_that_count(log)}}); });
  EXPECT_EQ(sentences_of(log).size(), before + 1) << "what is known is not said again";
}

TEST_F(Acts, AnImportMergesIntoWhoeverHasThatNameHere) {
  constexpr PersonId kTheirJoey{98}, kJoe{99};
  std::vector<LogEntry> theirs(3);
  theirs[0].person = kTheirJoey;
  theirs[0].name = "Joey";
  theirs[1].person = theirs[2].person = kJoe;
  theirs[1].name = "Joe";
  theirs[2].verb = Verb::merge;
  theirs[2].name = text_of(kTheirJoey);
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, ImportLines{theirs}}); });
  EXPECT_EQ(People(Snapshot(gallery)).resolved(kJoe), kJoey);
}

TEST_F(Acts, AnImportOfNamesThatNobodyCanHaveIsRefusedWhole) {
  for (const char* name : {"a/b", "people", "", "JOEY\n"}) {
    LogEntry line;
    line.verb = Verb::person;
    line.person = static_cast<PersonId>(99);
    line.name = name;
    EXPECT_THROW(change([&](Update& update) {
                   apply(update, log, {mv, ImportLines{{line}}});
                 }),
                 std::runtime_error)
        << name;
  }
  LogEntry one, two;
  one.person = static_cast<PersonId>(98);
  two.person = static_cast<PersonId>(99);
  one.name = "Twin";
  two.name = "twin";
  EXPECT_THROW(change([&](Update& update) { apply(update, log, {mv, ImportLines{{one, two}}}); }), std::runtime_error);
}

TEST_F(Acts, RemovingAFolderWithItsPhotosHidesThePersonAndRejectsNothing) {
  const Actor rm{"rm", 7};
  for (const PhotoId photo : {joeys, both})
    change([&](Update& update) { apply(update, log, {rm, SayIsNot{photo, kJoeys}}); });
  act([&](Update& update) { apply(update, log, {rm, HidePerson{kJoey}}); });
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kJoey));
  EXPECT_EQ(last_sentence(), "Joey is not shown any more");
  EXPECT_TRUE(state_after(lines_that_count(log)).decisions.empty()) << "a hundred rejections were not meant";
  EXPECT_EQ(References(Snapshot(gallery)).of(kJoey).size(), 1U);
  EXPECT_EQ(take_back(), 1U);
  EXPECT_TRUE(People(Snapshot(gallery)).is_shown(kJoey));
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
}

TEST_F(Acts, AHiddenPersonIsHiddenAlsoInALogThatIsMadeOfTheGallery) {
  act([&](Update& update) { apply(update, log, {mv, HidePerson{kJoey}}); });
  const DecisionState said = state_after(lines_of(Snapshot(gallery)));
  EXPECT_EQ(said.people.at(kJoey).visibility, Visibility::hidden);
  EXPECT_EQ(said.people.at(kRoss).visibility, Visibility::automatic);
}

TEST_F(Acts, AHiddenPersonIsShownAgain) {
  act([&](Update& update) { apply(update, log, {mv, HidePerson{kJoey}}); });
  act([&](Update& update) { apply(update, log, {mv, ShowPerson{kJoey}}); });
  EXPECT_TRUE(People(Snapshot(gallery)).is_shown(kJoey));
}

TEST_F(Acts, AnOverwriteIsNoRejection) {
  at_once([&](Update& update) { apply(update, log, {{"mv", 7}, SayIsNot{joeys, kJoeys}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg"));
  act([&](Update& update) { apply(update, log, {{"mv", 7}, RevokeRejection{kJoeys, "joey.jpg"}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
  at_once([&](Update& update) { apply(update, log, {{"rm", 7}, SayIsNot{joeys, kJoeys}}); });
  act([&](Update& update) { apply(update, log, {{"cp", 8}, RevokeRejection{kJoeys, "joey.jpg"}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg")) << "another program's";
}

TEST_F(Acts, TwoPeopleWhoWereMergedAreOneAndCanBeParted) {
  constexpr PersonId kJoe{13};  // Joey again, enrolled under another name
  LogEntry line;
  line.person = kJoe;
  line.name = "Joe";
  log.append(line);
  act([&](Update& update) { put_person(update, kJoe, "Joe", {face_of(1, 2)}); });
  const auto before = std::pair(names_in(kJoeys), names_in({Kind::people, kJoe}));
  EXPECT_THAT(before.first, ElementsAre("both.jpg", "joey.jpg")) << "who was there first keeps the photos";
  EXPECT_THAT(before.second, IsEmpty());
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, MergePeople{kJoe, kJoey}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kJoe));
  EXPECT_EQ(last_sentence(), "Joe is Joey");
  EXPECT_THROW(act([&](Update& update) { apply(update, log, {mv, MergePeople{kJoey, kJoe}}); }), Refusal);
  take_back();
  EXPECT_EQ(std::pair(names_in(kJoeys), names_in({Kind::people, kJoe})), before);
}

TEST_F(Acts, AMergeIntoSomebodyWhoIsHiddenShowsTheOneTheyAre) {
  act([&](Update& update) { apply(update, log, {mv, HidePerson{kJoey}}); });
  ASSERT_FALSE(People(Snapshot(gallery)).is_shown(kJoey));
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, MergePeople{kRoss, kJoey}}); });
  EXPECT_TRUE(People(Snapshot(gallery)).is_shown(kJoey));
  EXPECT_EQ(take_back(), 1U);
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kJoey)) << "one act";
  EXPECT_TRUE(People(Snapshot(gallery)).is_shown(kRoss));
}

TEST_F(Acts, WhatWasSaidOfSomebodyFollowsAMergeAndItsUndo) {
  act([&](Update& update) { apply(update, log, {mv, SayIs{strangers, kRoss, {Kind::unknown_single}, true}}); });
  ASSERT_THAT(names_in(kRosss), ElementsAre("both.jpg", "stranger.jpg"));
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, MergePeople{kRoss, kJoey}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg", "stranger.jpg"));
  take_back();
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
  EXPECT_THAT(names_in(kRosss), ElementsAre("both.jpg", "stranger.jpg"));
}

TEST_F(Acts, PeopleWhoWereMergedKeepACentreEach) {
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, MergePeople{kRoss, kJoey}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg")) << "two looks of one person";
  EXPECT_THAT(names_in(kRosss), IsEmpty());
}

TEST_F(Acts, ARenameIsTakenBackUnlessTheNameIsSomebodyElsesByNow) {
  act([&](Update& update) { apply(update, log, {mv, RenamePerson{kJoey, "Joseph"}}); });
  EXPECT_EQ(People(Snapshot(gallery)).named("Joseph"), kJoey);
  act([&](Update& update) { apply(update, log, {mv, AddPerson{"Joey", false}}); });
  EXPECT_THROW(take_back(), Refusal);
  EXPECT_EQ(People(Snapshot(gallery)).named("Joseph"), kJoey) << "and nothing was changed";
  const PersonId other = *People(Snapshot(gallery)).named("Joey");
  change([&](Update& update) { PeopleTables(update).erase(other); });
  EXPECT_EQ(take_back(), 1U);
  EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), kJoey);
}

TEST_F(Acts, ARenameToANameThatIsSomebodysIsRefusedAndSaysNothing) {
  const auto said = sentences_of(log).size();
  try {
    act([&](Update& update) { apply(update, log, {mv, RenamePerson{kJoey, "Ross"}}); });
    FAIL() << "two people are called Ross";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.code().value(), EEXIST);
  }
  EXPECT_EQ(sentences_of(log).size(), said);
  EXPECT_EQ(People(Snapshot(gallery)).named("Ross"), kRoss);
}

TEST_F(Acts, TwoNamesCanBeExchangedByWayOfAThird) {
  act([&](Update& update) { apply(update, log, {mv, RenamePerson{kJoey, "x"}}); });
  act([&](Update& update) { apply(update, log, {mv, RenamePerson{kRoss, "Joey"}}); });
  act([&](Update& update) { apply(update, log, {mv, RenamePerson{kJoey, "Ross"}}); });
  EXPECT_EQ(take_back(3), 3U);
  EXPECT_EQ(People(Snapshot(gallery)).named("Joey"), kJoey);
  EXPECT_EQ(People(Snapshot(gallery)).named("Ross"), kRoss);
}

TEST_F(Acts, AClusterGetsANameAndLosesItAgain) {
  const FaceId face = Images(Snapshot(gallery)).faces_of(image_named("s"))[0].id;
  change([&](Update& update) {
    ClusterTables(update).set(face, ClusterId{7});
    matching.match_image(update, image_named("s"));
  });
  EXPECT_THAT(names_in({Kind::cluster, ClusterId{7}}), ElementsAre("stranger.jpg"));
  act([&](Update& update) { apply(update, log, {mv, NameCluster{ClusterId{7}, kNobody, "Carol"}}); });
  const PersonId carol = *People(Snapshot(gallery)).named("Carol");
  EXPECT_EQ(People(Snapshot(gallery)).find(carol)->turn(), state_after(lines_that_count(log)).people.at(carol).turn())
      << "as the log has it, whether it is taken in anew or not";
  EXPECT_THAT(names_in({Kind::people, carol}), ElementsAre("stranger.jpg"));
  EXPECT_THAT(names_in({Kind::cluster, ClusterId{7}}), IsEmpty());
  take_back();
  EXPECT_FALSE(People(Snapshot(gallery)).named("Carol"));
  EXPECT_THAT(names_in(kUnknownPhotos), ElementsAre("stranger.jpg"));
  EXPECT_EQ(Clusters(Snapshot(gallery)).former_of(face), ClusterId{7}) << "so that it gets its number back";
}

TEST_F(Acts, IgnoredFacesAreOutOfTheWayUntilTheyAreHeeded) {
  act([&](Update& update) { apply(update, log, {mv, Ignore{strangers, {Kind::unknown_single}}}); });
  EXPECT_THAT(names_in(kUnknownPhotos), IsEmpty());
  EXPECT_THAT(names_in({Kind::ignored}), ElementsAre("stranger.jpg"));
  act([&](Update& update) { apply(update, log, {mv, Unignore{strangers}}); });
  EXPECT_THAT(names_in(kUnknownPhotos), ElementsAre("stranger.jpg"));
  EXPECT_THAT(names_in({Kind::ignored}), IsEmpty());
}

TEST_F(Acts, APersonsOwnThresholdIsThatPersonsAlone) {
  act([&](Update& update) { apply(update, log, {mv, SetCertain{kJoey, 0.01F}}); });
  EXPECT_THAT(names_in(kJoeys), IsEmpty());
  EXPECT_THAT(names_in(kRosss), ElementsAre("both.jpg"));
  take_back();
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
}

TEST_F(Acts, AllOfThemComeBackFromTheLogAlone) {
  act([&](Update& update) { apply(update, log, {mv, SayIsNot{both, kJoeys}}); });
  act([&](Update& update) { apply(update, log, {mv, SayIs{strangers, kRoss, {Kind::unknown_single}, true}}); });
  act([&](Update& update) { apply(update, log, {mv, RenamePerson{kRoss, "Dr Geller"}}); });
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"Our trips", "#00000000000000b"}}); });
  act([&](Update& update) { apply(update, log, {mv, Ignore{joeys, kUnknownPhotos}}); });  // nothing is unknown there
  const auto tree = [&] { return std::pair(names_in(kJoeys), names_in(kRosss)); };
  const auto before = tree();
  gallery.begin_anew();
  change([&](Update& update) {
    adopt(update, state_after(lines_that_count(log)));
    for (const auto& [id, name] : {std::pair(kJoey, "Joey"), std::pair(kRoss, "Ross")}) {
      ReferenceTables(update).put_reading(content_named(name),
                                          {"test", {}, {face_with(face_of(id == kJoey ? 1 : 2, 1))}});
      ReferenceTables(update).put(id, "r.jpg", {stamp(), content_named(name), EnrolVerdict::used, "", 0});
    }
    put_photo(update, "/photos/joey.jpg", "j", {face_with(face_of(1, 5))});
    put_photo(update, "/photos/both.jpg", "b", {face_with(face_of(1, 6)), face_with(face_of(2, 6), 100, 300)});
    put_photo(update, "/photos/stranger.jpg", "s", {face_with(face_of(3, 5))});
  });
  matching = MatchUpkeep{MatchSettings{}};
  match_all(matching);
  EXPECT_EQ(tree(), before);
  EXPECT_EQ(People(Snapshot(gallery)).named("Dr Geller"), kRoss);
  EXPECT_EQ(Pins(Snapshot(gallery)).find("Our trips"), "#00000000000000b");
}

}  // namespace
}  // namespace facefs::test
