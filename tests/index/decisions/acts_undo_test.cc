// SPDX-License-Identifier: Apache-2.0
// What undo takes back, what redo brings back, and what neither can cross.
#include <gmock/gmock.h>

#include "index/decisions/decision_state.h"
#include "index/storage/cluster_tables.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = FolderKey::Kind;

const std::string kOne = "0000000000000001", kTwo = "0000000000000002";

class TakingBack : public Acts {
 protected:
  std::size_t bring_again(std::size_t count = 1) {
    std::size_t groups = 0;
    act([&](Update& update) { groups = apply(update, log, {{"facefs", 0}, Redo{count}}).groups.size(); });
    return groups;
  }
  void teach(PersonId person, const std::vector<NamedReference>& references) {
    act([&](Update& update) { apply(update, log, {mv, NameReferences{person, references}}); });
  }
  ReferenceFileRecord file(PersonId person, const std::string& name) {
    return References(Snapshot(gallery)).file(person, name).value_or(ReferenceFileRecord{});
  }
};

TEST_F(TakingBack, PassesPhotosThatWereEnrolled) {
  reject(joeys, kJoeys);
  teach(kJoey, {{kOne, "a.jpg"}});
  EXPECT_EQ(take_back(), 1U);
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg")) << "what was said before them";
  EXPECT_EQ(file(kJoey, kOne).name, "a.jpg");
}

TEST_F(TakingBack, IsNotRefusedForNamesThatClashedBefore) {
  for (const auto& [id, name] : {std::pair(PersonId{20}, "Ann"), std::pair(PersonId{21}, "ann")}) {
    LogEntry line;
    line.person = id;
    line.name = name;
    log.append(line);
  }
  reject(joeys, kJoeys);
  EXPECT_EQ(take_back(), 1U);
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
}

/// This holds even if no worker has read the photos yet.
TEST_F(TakingBack, KeepsAPersonForWhomPhotosWereEnrolledSince) {
  change([&](Update& update) {
    ClusterTables(update).set(Images(update).faces_of(image_named("s"))[0].id, ClusterId{7});
    matching.match_image(update, image_named("s"));
  });
  act([&](Update& update) { apply(update, log, {mv, NameCluster{ClusterId{7}, kNobody, "Carol"}}); });
  const PersonId carol = People(Snapshot(gallery)).named("Carol").value();
  teach(carol, {{kOne, "c.jpg"}});
  EXPECT_EQ(take_back(), 1U);
  ASSERT_TRUE(People(Snapshot(gallery)).find(carol));
  EXPECT_TRUE(People(Snapshot(gallery)).find(carol)->logged);
  EXPECT_EQ(state_after(lines_that_count(log)).people.at(carol).name, "Carol") << "also for a gallery made of the log";
  EXPECT_EQ(file(carol, kOne).name, "c.jpg");
}

TEST_F(TakingBack, LeavesAFolderThatWasOnlyMade) {
  reject(joeys, kJoeys);
  const PersonId fresh = add("Untitled Folder", false);
  EXPECT_EQ(take_back(), 1U);
  EXPECT_EQ(People(Snapshot(gallery)).named("Untitled Folder"), fresh);
}

TEST_F(TakingBack, OfAnOverwriteSpeaksOfThatPhotoAlone) {
  at_once([&](Update& update) { apply(update, log, {{"mv", 7}, SayIsNot{joeys, kJoeys}}); });
  at_once([&](Update& update) { apply(update, log, {{"mv", 7}, RevokeRejection{kJoeys, "both.jpg"}}); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg"));
}

TEST_F(TakingBack, IsTakenBackStepByStepTheLatestFirst) {
  reject(joeys, kJoeys);
  reject(both, kJoeys);
  EXPECT_EQ(take_back(), 1U);
  EXPECT_EQ(take_back(), 1U);
  ASSERT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg"));
  EXPECT_EQ(bring_again(), 1U);
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg"));
  EXPECT_EQ(bring_again(), 1U);
  EXPECT_THAT(names_in(kJoeys), IsEmpty());
  EXPECT_EQ(bring_again(), 0U);
  EXPECT_FALSE(sentences_of(log).back().undone);
}

TEST_F(TakingBack, IsTakenBackAlsoAfterAPhotoWasEnrolled) {
  reject(joeys, kJoeys);
  take_back();
  teach(kRoss, {{kOne, "a.jpg"}});
  EXPECT_EQ(bring_again(), 1U);
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg"));
  take_back();
  reject(both, kJoeys);
  EXPECT_EQ(bring_again(), 0U) << "the user has gone on";
}

TEST_F(TakingBack, IsToldWhenSomebodyWasForgottenLast) {
  EXPECT_EQ(last_forgetting(log), 0U);
  LogEntry line;
  line.verb = Verb::forget;
  log.append(line);
  EXPECT_EQ(last_forgetting(log), log.last_seq());
  log.append(line);
  EXPECT_EQ(last_forgetting(log), log.last_seq());
}

class NamesOfReferences : public TakingBack {};

TEST_F(NamesOfReferences, ChangeWithoutTheirTurnAndWithAnotherPersonTheyBeginAnew) {
  teach(kJoey, {{kOne, "a.jpg"}, {kTwo, "b.jpg"}});
  const auto first = file(kJoey, kOne);
  act([&](Update& update) { apply(update, log, {mv, MoveReference{kJoey, kJoey, {kOne, "c.jpg"}}}); });
  EXPECT_EQ(file(kJoey, kOne), (ReferenceFileRecord{"c.jpg", first.since, first.came_ns}));
  act([&](Update& update) { apply(update, log, {mv, MoveReference{kJoey, kRoss, {kOne, "c.jpg"}}}); });
  EXPECT_FALSE(References(Snapshot(gallery)).file(kJoey, kOne));
  EXPECT_EQ(file(kRoss, kOne).since, log.last_seq());
  EXPECT_EQ(file(kJoey, kTwo).name, "b.jpg");
}

TEST_F(NamesOfReferences, KeepWhenEachPhotoCame) {
  const std::vector<std::uint64_t> came = {5, 6};
  act([&](Update& update) {
    apply(update, log,
          {mv, NameReferences{kJoey, std::vector<NamedReference>{{kOne, "a.jpg"}, {kTwo, "b.jpg"}}, came}});
  });
  EXPECT_EQ(file(kJoey, kOne).came_ns, 5U);
  EXPECT_EQ(file(kJoey, kTwo).came_ns, 6U);
  EXPECT_EQ(lines_of(log).back().time_ns, 6U);
  EXPECT_EQ(refusal_of([&](Update& update) {
              apply(update, log, {mv, NameReferences{PersonId{99}, {{kOne, "a.jpg"}}}});
            }),
            ENOENT);
}

TEST_F(TakingBack, CannotBringAnErasedFaceBackAndTellsHowMuchThereWas) {
  reject(joeys, kJoeys);
  const FaceId face = Images(Snapshot(gallery)).faces_of(image_named("s"))[0].id;
  act([&](Update& update) { apply(update, log, {mv, EraseFaces{{face}}}); });
  EXPECT_EQ(take_back(5), 1U) << "the rejection alone";
  EXPECT_EQ(lines_that_count(log).back().verb, Verb::erase);
  EXPECT_EQ(take_back(), 0U);
}

TEST_F(TakingBack, IsNotTakenBackIntoANameThatIsSomebodysByNow) {
  act([&](Update& update) { apply(update, log, {mv, RenamePerson{kJoey, "Joseph"}}); });
  take_back();
  add("joseph", false);
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {{"facefs", 0}, Redo{1}}); }), EEXIST);
  EXPECT_EQ(People(Snapshot(gallery)).find(kJoey)->name, "Joey");
}

TEST_F(TakingBack, KnowsWhoIsRemovingPhotosFromWhere) {
  const Actor rm{"rm", 7};
  EXPECT_FALSE(is_removing_from(log, rm, kJoeys));
  at_once([&](Update& update) { apply(update, log, {rm, SayIsNot{joeys, kJoeys}}); });
  EXPECT_TRUE(is_removing_from(log, rm, kJoeys));
  EXPECT_FALSE(is_removing_from(log, rm, kRosss));
  EXPECT_FALSE(is_removing_from(log, {"rm", 8}, kJoeys));
  now += 3'000'000'000;
  EXPECT_FALSE(is_removing_from(log, rm, kJoeys)) << "that is over";
}

}  // namespace
}  // namespace facefs::test
