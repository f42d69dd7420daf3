// SPDX-License-Identifier: Apache-2.0
#include "index/matching.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>

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
  Matching matching{MatchSettings{}};
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
  change([&](Update& update) { update.erase_reference(kJoey, "Joey1.jpg"); });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty());
  EXPECT_THAT(names_in(kUnknownPhotos), ElementsAre("joey.jpg"));
}

TEST_F(MatchingOfTheGallery, LetsADecisionWinOverTheMatchAndOverLaterReferences) {
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_person(update, kRoss, "Ross", {face_of(2, 1)});
    put_photo(update, "/photos/p.jpg", "p", {face_with(face_of(1, 5))});
    update.add_decision(image_named("p"), 1, {DecisionRecord::Verb::is_not, kJoey, {10, 10, 100, 100}});
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty());
  EXPECT_THAT(names_in(kJoeysMaybes), IsEmpty());
  change([&](Update& update) {
    update.put_reading(content_named("more"), {"test", {}, {face_with(face_of(1, 5))}});
    update.put_reference(kJoey, "more.jpg", {stamp(), content_named("more"), EnrolVerdict::used, "", 0});
  });
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), IsEmpty()) << "a rejected face never comes back";
  change([&](Update& update) {
    update.add_decision(image_named("p"), 2, {DecisionRecord::Verb::is, kJoey, {12, 9, 100, 100}});
  });
  matching.make_all_due();
  match_all(matching);
  EXPECT_THAT(names_in(kJoeysPhotos), ElementsAre("p.jpg")) << "the last word wins";
}

TEST_F(MatchingOfTheGallery, ShowsNoPhotoThatHasNoPath) {
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_photo(update, "/photos/joey.jpg", "j", {face_with(face_of(1, 5))});
    update.remove_path(place_of(update, "/photos/joey.jpg"));
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
    Matching fresh{MatchSettings{}};
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

}  // namespace
}  // namespace facefs::test
