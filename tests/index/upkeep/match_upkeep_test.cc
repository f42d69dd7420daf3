// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/match_upkeep.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include "index/storage/decision_tables.h"
#include "index/storage/path_tables.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr PersonId kJoey{11}, kRoss{12};
const FolderKey kJoeysPhotos{FolderKey::Kind::people, kJoey}, kJoeysMaybes{FolderKey::Kind::maybe, kJoey};
const FolderKey kUnknownPhotos{FolderKey::Kind::unknown};

class MatchingOfTheGallery : public GalleryFixture {
 protected:
  MatchUpkeep matching{MatchSettings{}};
};

TEST_F(MatchingOfTheGallery, PutsAPhotoIntoTheFolderOfEachOfItsFaces) {
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_person(update, kRoss, "Ross", {face_of(2, 1)});
    put_photo(update, "/photos/both.jpg", "b",
              {face_with(face_of(1, 5)), face_with(face_of(2, 5), 100, 300), face_with(face_of(3, 5), 100, 600)});
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), ElementsAre("both.jpg"));
  EXPECT_THAT(names_in({FolderKey::Kind::people, kRoss}), ElementsAre("both.jpg"));
  EXPECT_THAT(names_in(kUnknownPhotos), ElementsAre("both.jpg")) << "its third face is nobody's";
}

TEST_F(MatchingOfTheGallery, FollowsReferencesThatComeAndGo) {
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_photo(update, "/photos/joey.jpg", "j", {face_with(face_of(1, 5))});
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), ElementsAre("joey.jpg"));
  change([&](Update& update) { ReferenceTables(update).erase(kJoey, "Joey1.jpg"); });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty());
  EXPECT_THAT(names_in(kUnknownPhotos), ElementsAre("joey.jpg"));
}

TEST_F(MatchingOfTheGallery, LetsADecisionWinOverTheMatchAndOverLaterReferences) {
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_person(update, kRoss, "Ross", {face_of(2, 1)});
    put_photo(update, "/photos/p.jpg", "p", {face_with(face_of(1, 5))});
    DecisionTables(update).add(image_named("p"), 1, {DecisionRecord::Verb::is_not, kJoey, {10, 10, 100, 100}});
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty());
  EXPECT_THAT(names_in(kJoeysMaybes), IsEmpty());
  change([&](Update& update) {
    ReferenceTables(update).put_reading(content_named("more"), {"test", {}, {face_with(face_of(1, 5))}});
    ReferenceTables(update).put(kJoey, "more.jpg", {stamp(), content_named("more"), EnrolVerdict::used, "", 0});
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty()) << "a rejected face never comes back";
  change([&](Update& update) {
    DecisionTables(update).add(image_named("p"), 2, {DecisionRecord::Verb::is, kJoey, {12, 9, 100, 100}});
  });
  matching.make_all_due();
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), ElementsAre("p.jpg")) << "the last word wins";
}

/// The references stay the same: only who was there first is another.
TEST_F(MatchingOfTheGallery, LooksAgainWhenItIsSaidOtherwiseWhoWasThereFirst) {
  matching = MatchUpkeep(usual_settings(RuleKind::bands, space_of(EmbedderKind::sface)));
  const auto beside = [](float along) {
    Embedding face = centre_of(1);
    face.values[0] += along;
    return face;
  };
  const auto come_in_turn = [](Update& update, PersonId first, PersonId second) {
    PeopleTables(update).change(first, [](PersonRecord& person) { person.since = 1; });
    PeopleTables(update).change(second, [](PersonRecord& person) { person.since = 2; });
  };
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {beside(-0.36F)});
    put_person(update, kRoss, "Ross", {beside(0.37F)});
    put_photo(update, "/photos/between.jpg", "b", {face_with(beside(0))});
    come_in_turn(update, kJoey, kRoss);
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), ElementsAre("between.jpg"));
  change([&](Update& update) { come_in_turn(update, kRoss, kJoey); });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty());
}

TEST_F(MatchingOfTheGallery, ShowsNoPhotoThatHasNoPath) {
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_photo(update, "/photos/joey.jpg", "j", {face_with(face_of(1, 5))});
    PathTables(update).remove(place_of(update, "/photos/joey.jpg"));
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty());
  EXPECT_THAT(names_in(kUnknownPhotos), IsEmpty());
}

TEST_F(MatchingOfTheGallery, GivesTheSameTreeInWhateverOrderThingsCame) {
  using Act = std::function<void(Update&)>;
  std::vector<Act> acts;
  for (int person = 0; person < 12; ++person)
    for (int number = 0; number < 6; ++number)
      acts.push_back([=](Update& update) {
        const std::string name = std::to_string(person) + "-" + std::to_string(number);
        put_photo(update, "/photos/" + name + ".jpg", name, {face_with(face_of(person, number, 0.45F))});
      });
  for (int person = 0; person < 4; ++person)
    acts.push_back([=](Update& update) {
      put_person(update, static_cast<PersonId>(20 + person), "P" + std::to_string(person),
                 {face_of(person, 90, 0.45F), face_of(person, 91, 0.45F)});
    });
  std::mt19937 random(5);
  std::map<FolderKey, std::vector<std::string>> first;
  for (int order = 0; order < 4; ++order) {
    gallery.begin_anew();
    MatchUpkeep fresh{MatchSettings{}};
    for (const Act& act : acts) {
      change(act);
      if (random() % 8 == 0) match_all(fresh);
    }
    match_all(fresh);
    std::map<FolderKey, std::vector<std::string>> tree;
    for (int person = 0; person < 4; ++person)
      for (const auto kind : {FolderKey::Kind::people, FolderKey::Kind::maybe}) {
        const FolderKey key{kind, static_cast<PersonId>(20 + person)};
        tree[key] = names_in(key);
      }
    tree[kUnknownPhotos] = names_in(kUnknownPhotos);
    if (first.empty()) first = tree;
    EXPECT_EQ(tree, first) << "order " << order;
    std::shuffle(acts.begin(), acts.end(), random);
  }
  EXPECT_GE(first.begin()->second.size() + first[kUnknownPhotos].size(), 10U) << "too little was matched to compare";
}

/// People whose faces are near, at the edge, and far. Two dozen of them are enrolled; others lie in between.
struct Way {
  const char* name;
  RuleKind rule;
  EmbedderKind embedder;  ///< whose numbers the rule takes
};

class MatchingAnew : public GalleryFixture, public testing::WithParamInterface<Way> {
 protected:
  static constexpr int kPeople = 24;

  MatchSettings settings_ = usual_settings(GetParam().rule, space_of(GetParam().embedder));
  MatchUpkeep matching_{settings_};
  std::mt19937 random_{7};
  std::uint64_t seq_ = 0;

  int any(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  PersonId anybody() { return static_cast<PersonId>(20 + any(kPeople)); }

  void fill() {
    change([&](Update& update) {
      for (int person = 0; person < kPeople; ++person)
        for (int number = 0; number < 8; ++number) {
          const std::string name = std::to_string(person) + "-" + std::to_string(number);
          const float apart = 0.3F + 0.1F * static_cast<float>(number);
          put_photo(update, "/photos/" + name + ".jpg", name, {face_with(face_of(person, number, apart))});
        }
      for (int person = 0; person < kPeople; ++person)
        put_person(update, static_cast<PersonId>(20 + person), "P" + std::to_string(person), {face_of(person, 90)});
    });
    match_all(matching_);
  }

  void teach(Update& update) {
    const std::string file = "more" + std::to_string(any(20)) + ".jpg";
    ReferenceTables(update).put_reading(content_named(file),
                                        {"test", {}, {face_with(face_of(any(kPeople), 80 + any(9), 0.5F))}});
    ReferenceTables(update).put(anybody(), file, {stamp(), content_named(file), EnrolVerdict::used, "", 0});
  }

  void do_anything(Update& update) {
    const PersonId person = anybody();
    const int what = any(6);
    if (what == 0) {
      for (const Reference& reference : References(update).of(person))
        ReferenceTables(update).erase(person, reference.file);
    } else if (what == 1) {
      PeopleTables(update).change(person,
                                  [&](PersonRecord& record) { record.certain = 0.1F * static_cast<float>(any(8)); });
    } else if (what == 2) {
      if (const PersonId into = anybody(); People(update).resolved(into) != person)
        PeopleTables(update).change(person, [&](PersonRecord& record) { record.merged_into = into; });
    } else if (what == 3) {
      const auto verb = any(2) == 0 ? DecisionRecord::Verb::is : DecisionRecord::Verb::is_not;
      const std::string photo = std::to_string(any(kPeople)) + "-" + std::to_string(any(8));
      DecisionTables(update).add(image_named(photo), ++seq_, {verb, person, {10, 10, 100, 100}});
    } else {
      teach(update);
    }
  }

  void change_anything() {
    change([&](Update& update) {
      do_anything(update);
      for (const ImageKey& image : update.outdated().images) matching_.match_image(update, image);
    });
    change([&](Update& update) { matching_.follow(update); });
  }
};

TEST_P(MatchingAnew, OnlyWhomAChangeConcernsLeavesEverybodyAsAWholePassWould) {
  fill();
  ASSERT_TRUE(is_as_matched_whole(settings_));
  std::size_t partly = 0;
  for (int round = 0; round < 120; ++round) {
    change_anything();
    partly += matching_.is_due_whole() ? 0U : 1U;
    while (matching_.is_due()) change([&](Update& update) { matching_.match_next(update, 5); });
    ASSERT_TRUE(is_as_matched_whole(settings_)) << "after change " << round;
  }
  EXPECT_GE(partly, 60U) << "too few of the changes were followed in part";
}

TEST_P(MatchingAnew, LeavesEverybodySoAlsoWhenChangesComeBeforeTheLastOneIsThrough) {
  fill();
  std::size_t amidst = 0;
  for (int round = 0; round < 150; ++round) {
    change_anything();
    for (int portions = any(4); portions > 0 && matching_.is_due(); --portions)
      change([&](Update& update) { matching_.match_next(update, 2); });
    amidst += matching_.is_due() && !matching_.is_due_whole() ? 1U : 0U;
    if (round % 5 != 4) continue;
    while (matching_.is_due()) change([&](Update& update) { matching_.match_next(update, 5); });
    ASSERT_TRUE(is_as_matched_whole(settings_)) << "after change " << round;
  }
  EXPECT_GE(amidst, 30U) << "too few of the changes came while something was due";
}

TEST_P(MatchingAnew, IsNotDueAtAStartAfterAllWasMatched) {
  fill();
  MatchUpkeep next{settings_};
  change([&](Update& update) { next.follow(update); });
  EXPECT_FALSE(next.is_due());
  MatchSettings stricter = settings_;
  stricter.certain = 0.4F;
  MatchUpkeep other{stricter};
  change([&](Update& update) { other.follow(update); });
  EXPECT_TRUE(other.is_due()) << "with other settings";
}

TEST_P(MatchingAnew, IsDueAtAStartThatACrashPutAmidst) {
  fill();
  change([&](Update& update) { ReferenceTables(update).erase(PersonId{21}, "P11.jpg"); });
  change([&](Update& update) { matching_.follow(update); });
  ASSERT_TRUE(matching_.is_due());
  change([&](Update& update) { matching_.match_next(update, 1); });
  ASSERT_TRUE(matching_.is_due());
  change([&](Update& update) {  // taken back, so that the people are again those that everything was matched with
    ReferenceTables(update).put_reading(content_named("P11.jpg"), {"test", {}, {face_with(face_of(1, 90))}});
    ReferenceTables(update).put(PersonId{21}, "P11.jpg",
                                {stamp(), content_named("P11.jpg"), EnrolVerdict::used, "", 0});
  });
  MatchUpkeep next{settings_};
  match_all(next);
  EXPECT_TRUE(is_as_matched_whole(settings_));
}

INSTANTIATE_TEST_SUITE_P(EachWay, MatchingAnew,
                         testing::Values(Way{"Bands", RuleKind::bands, EmbedderKind::dlib},
                                         Way{"BandsOfSface", RuleKind::bands, EmbedderKind::sface},
                                         Way{"Vote", RuleKind::vote, EmbedderKind::dlib}),
                         [](const auto& way) { return way.param.name; });

}  // namespace
}  // namespace facefs::test
