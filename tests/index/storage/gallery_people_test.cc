// SPDX-License-Identifier: Apache-2.0
// People in the gallery, and what is left of them when they are erased.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "index/storage/decision_tables.h"
#include "index/storage/folder_tables.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/pin_tables.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"
#include "index/upkeep/person_models.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;

class PeopleOfTheGallery : public GalleryFixture {};

constexpr PersonId kJoey{11}, kRoss{12};

TEST_F(PeopleOfTheGallery, AreFoundByEitherFormOfTheirName) {
  change([&](Update& update) { PeopleTables(update).add(kJoey, {"Jos\u00e9", true, 1}); });
  EXPECT_EQ(People(Snapshot(gallery)).named("Jose\u0301"), kJoey);
  EXPECT_EQ(People(Snapshot(gallery)).named("JOSÉ"), kJoey);
  EXPECT_EQ(People(Snapshot(gallery)).named("Jose"), std::nullopt);
}

TEST_F(PeopleOfTheGallery, AreSeenOnceTheyHaveAPhoto) {
  change([&](Update& update) { PeopleTables(update).add(kJoey, {"Joey", false, 1}); });
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kJoey));
  const auto changes = change([&](Update& update) { ReferenceTables(update).put(kJoey, "a.jpg", {}); });
  EXPECT_TRUE(People(Snapshot(gallery)).is_shown(kJoey));
  EXPECT_EQ(changes.at(0).folder.kind, FolderKey::Kind::root) << "the link at the root appears";
}

TEST_F(PeopleOfTheGallery, LeaveTheFoldersAboveWithTheirLastReferenceAndPhoto) {
  MatchUpkeep matching{MatchSettings{}};
  const auto links_in = [&](FolderKey::Kind kind) {
    return Folders(Snapshot(gallery)).state_of({kind, kNobody}).entries;
  };
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_photo(update, "/photos/joey.jpg", "x", {face_with(face_of(1, 5))});
  });
  match_all(matching);
  ASSERT_EQ(links_in(FolderKey::Kind::all_people), 1U);
  change([&](Update& update) { ReferenceTables(update).erase(kJoey, "Joey1.jpg"); });
  EXPECT_EQ(links_in(FolderKey::Kind::all_people), 1U) << "a photo still shows the person";
  match_all(matching);
  for (const auto kind : {FolderKey::Kind::all_people, FolderKey::Kind::all_maybe, FolderKey::Kind::root})
    EXPECT_EQ(links_in(kind), 0U);
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kJoey));
}

TEST_F(PeopleOfTheGallery, AreGoneToTheLastRecordWhenErased) {
  MatchUpkeep matching{MatchSettings{}};
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1), face_of(1, 2)});
    put_person(update, kRoss, "Ross", {face_of(2, 1)});
    put_photo(update, "/photos/joey.jpg", "x", {face_with(face_of(1, 5))});
  });
  match_all(matching);
  EXPECT_THAT(names_in({FolderKey::Kind::people, kJoey}), ElementsAre("joey.jpg"));
  change([&](Update& update) { PeopleTables(update).erase(kJoey); });
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of({FolderKey::Kind::all_people, kNobody}).entries, 1U) << "Ross";
  match_all(matching);
  const Snapshot snapshot(gallery);
  EXPECT_EQ(People(snapshot).named("Joey"), std::nullopt);
  EXPECT_TRUE(References(snapshot).of(kJoey).empty());
  EXPECT_FALSE(References(snapshot).reading(content_named("Joey1.jpg")));
  EXPECT_TRUE(References(snapshot).reading(content_named("Ross1.jpg")));
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("joey.jpg")) << "the photo stays, its face is nobody's";
}

std::string all_bytes_below(const std::filesystem::path& folder) {
  std::string bytes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) bytes += bytes_of(entry.path());
  return bytes;
}

TEST_F(PeopleOfTheGallery, LeaveNoByteInAnyFileAfterARebuild) {
  const std::string name = "Joey Unmistakable";
  const std::string secret = encoded(ReferenceReading{"test", {}, {face_with(face_of(1, 1))}}).substr(200, 64);
  change([&](Update& update) {
    put_person(update, kJoey, name, {face_of(1, 1)});
    for (int i = 0; i < 300; ++i)
      put_photo(update, "/photos/" + std::to_string(i) + ".jpg", std::to_string(i), {face_with(face_of(2, i))});
  });
  ASSERT_NE(all_bytes_below(folder.path()).find(name), std::string::npos);
  ASSERT_NE(all_bytes_below(folder.path()).find(secret), std::string::npos);
  for (int round = 0; round < 20; ++round)  // copies of the record in pages that are free or half used by now
    change([&](Update& update) {
      PeopleTables(update).rename(kJoey, name + std::string(static_cast<std::size_t>(round), 'x'));
    });
  change([&](Update& update) { PeopleTables(update).erase(kJoey); });
  EXPECT_NE(all_bytes_below(folder.path()).find(name), std::string::npos)
      << "deleting alone is not enough; if it is, this test proves nothing";
  gallery.rebuild();
  EXPECT_EQ(all_bytes_below(folder.path()).find(name), std::string::npos);
  EXPECT_EQ(all_bytes_below(folder.path()).find(secret), std::string::npos);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 300U) << "all else is still there";
}

TEST_F(PeopleOfTheGallery, AreStillSeenByWhoLookedBeforeARebuild) {
  change([&](Update& update) { put_person(update, kJoey, "Joey", {face_of(1, 1)}); });
  const Snapshot before(gallery);
  change([&](Update& update) { PeopleTables(update).erase(kJoey); });
  gallery.rebuild();
  EXPECT_EQ(People(before).find(kJoey)->name, "Joey");
  EXPECT_FALSE(People(Snapshot(gallery)).find(kJoey));
}

TEST_F(PeopleOfTheGallery, AreToldOfAtOnceWhenTheyAreShownFromTheFirst) {
  const auto changes = change([](Update& update) {
    PeopleTables(update).add(PersonId{7}, {"Joey", true, 1, Visibility::shown});
  });
  std::set<FolderKey::Kind> folders;
  for (const TreeChange& one : changes)
    if (one.kind == TreeChange::Kind::appeared && one.name == "Joey") folders.insert(one.folder.kind);
  using K = FolderKey::Kind;
  EXPECT_EQ(folders, (std::set<K>{K::root, K::all_people, K::all_maybe, K::all_enrolled}));
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of({K::all_people}).entries, 1U);
}

/// An earlier facefs could leave two people with one name.
TEST_F(PeopleOfTheGallery, TakeNobodyElsesNameAlongWhenTheyAreRenamed) {
  change([](Update& update) {
    PeopleTables(update).add(kJoey, {"Ann", true, 1});
    PeopleTables(update).add(kRoss, {"Ann", true, 2});
    PeopleTables(update).rename(kRoss, "Ben");
  });
  EXPECT_EQ(People(Snapshot(gallery)).named("Ann"), kJoey);
  EXPECT_EQ(People(Snapshot(gallery)).named("Ben"), kRoss);
}

TEST_F(PeopleOfTheGallery, LeaveNoNameOfAFileAndNoStateOfAFolderWhenErased) {
  const FolderKey folder_of{FolderKey::Kind::people, kJoey};
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    ReferenceTables(update).put_file(kJoey, "0000000000000001", {"a.jpg", 1, 1});
    FolderTables(update).set_folders_of(put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 2))}),
                                        {folder_of});
  });
  ASSERT_GT(Folders(Snapshot(gallery)).state_of(folder_of).version, 0U);
  change([](Update& update) { PeopleTables(update).erase(kJoey); });
  EXPECT_TRUE(References(Snapshot(gallery)).files_of(kJoey).empty());
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of(folder_of).version, 0U);
}

/// The reading of a replaced photo is of no use and goes. It stays while another reference has the same photo.
TEST_F(PeopleOfTheGallery, HaveReadingsOfThePhotosThatTheyHave) {
  const auto reading = [&](const char* name) {
    return References(Snapshot(gallery)).reading(content_named(name)).has_value();
  };
  const auto put = [](Update& update, PersonId person, const char* file, const char* content) {
    ReferenceTables(update).put_reading(content_named(content), {"test", {}, {face_with(face_of(1, 1))}});
    ReferenceTables(update).put(person, file, {stamp(), content_named(content), EnrolVerdict::used, "", 0});
  };
  change([&](Update& update) {
    PeopleTables(update).add(kJoey, {"Joey", true, 1});
    PeopleTables(update).add(kRoss, {"Ross", true, 1});
    put(update, kJoey, "a.jpg", "first");
    put(update, kJoey, "a.jpg", "second");
  });
  EXPECT_FALSE(reading("first"));
  EXPECT_TRUE(reading("second"));
  change([&](Update& update) { put(update, kRoss, "b.jpg", "second"); });
  change([](Update& update) { ReferenceTables(update).erase(kJoey, "a.jpg"); });
  EXPECT_TRUE(reading("second"));
  change([](Update& update) { ReferenceTables(update).erase(kRoss, "b.jpg"); });
  EXPECT_FALSE(reading("second"));
}

TEST_F(PeopleOfTheGallery, ComeIntoAndLeaveEachOfTheFoldersAbove) {
  const auto above = [](const std::vector<TreeChange>& changes) {
    std::set<FolderKey::Kind> folders;
    for (const TreeChange& change : changes)
      if (change.name == "Joey") folders.insert(change.folder.kind);
    return folders;
  };
  using K = FolderKey::Kind;
  const std::set<K> all = {K::root, K::all_people, K::all_maybe, K::all_enrolled};
  EXPECT_EQ(above(change([](Update& update) {
              PeopleTables(update).add(kJoey, {"Joey", true, 1, Visibility::shown});
            })),
            all);
  std::vector<TreeChange> everything = Folders(Snapshot(gallery)).everything_gone();
  EXPECT_EQ(above(everything), all);
}

TEST_F(PeopleOfTheGallery, WhoWereMergedOneAfterTheOtherAreAllTheLastOne) {
  constexpr PersonId kJoe{13};
  const ImageKey image = image_named("a");
  change([&](Update& update) {
    for (const PersonId id : {kJoey, kRoss, kJoe})
      put_person(update, id, "P" + std::to_string(number_of(id)), {face_of(static_cast<int>(number_of(id)), 1)});
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 2))});
    DecisionTables(update).add(image, 1, {DecisionRecord::Verb::is, kJoe, {}});
    PeopleTables(update).change(kJoe, [](PersonRecord& person) { person.merged_into = kRoss; });
  });
  {
    Update update(gallery);
    PeopleTables(update).change(kRoss, [](PersonRecord& person) { person.merged_into = kJoey; });
    EXPECT_TRUE(update.outdated().images.contains(image)) << "what was said of the first is another's by now";
    update.commit();
  }
  EXPECT_THAT(People(Snapshot(gallery)).all_who_are(kJoey), ElementsAre(kJoey, kRoss, kJoe));
}

/// They are one person with one threshold. It counts when the person came whom they were merged into.
TEST_F(PeopleOfTheGallery, WhoWereMergedAreJudgedAsTheOneTheyAre) {
  change([](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_person(update, kRoss, "Ross", {face_of(2, 1)});
    PeopleTables(update).change(kJoey, [](PersonRecord& person) {
      person.certain = 0.3F;
      person.since = 5;
    });
    PeopleTables(update).change(kRoss, [](PersonRecord& person) {
      person.merged_into = kJoey;
      person.since = 2;
    });
  });
  const auto models = person_models(Snapshot(gallery));
  ASSERT_EQ(models.size(), 2U);
  for (const PersonModel& model : models) {
    EXPECT_EQ(model.id, kJoey);
    EXPECT_EQ(model.certain, 0.3F);
    EXPECT_EQ(model.since, 5U);
  }
}

TEST_F(PeopleOfTheGallery, TeachOthersAnewWhenAFaceThatTheUserNamedIsIgnored) {
  const ImageKey image = image_named("a");
  Box box;
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 2))});
    box = Images(update).faces_of(image)[0].record.box;
    DecisionTables(update).add(image, 1, {DecisionRecord::Verb::is, kJoey, box});
  });
  Update update(gallery);
  ASSERT_FALSE(update.outdated().people);
  DecisionTables(update).add(image, 2, {DecisionRecord::Verb::ignore, kNobody, box});
  EXPECT_TRUE(update.outdated().people);
}

TEST_F(PeopleOfTheGallery, HaveEachPinOnceHoweverOftenItIsPut) {
  const FolderKey together{FolderKey::Kind::together};
  change([](Update& update) {
    PinTables(update).put("trips", "#00000000000000b");
    PinTables(update).put("trips", "#00000000000000c");
  });
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of(together).entries, 1U);
  change([](Update& update) { PinTables(update).erase("trips"); });
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of(together).entries, 0U);
}

/// Both may have been taught with one group photo.
TEST_F(PeopleOfTheGallery, KeepAReadingThatAnotherOnesReferenceStillNeeds) {
  constexpr PersonId kFirst{101}, kSecond{102}, kThird{103};
  change([&](Update& update) {
    for (const auto& [id, name] : {std::pair(kFirst, "One"), std::pair(kSecond, "Two"), std::pair(kThird, "Three")}) {
      PeopleTables(update).add(id, {name, true, 1});
      const std::string photo = id == kThird ? "another" : "the group";
      ReferenceTables(update).put_reading(content_named(photo), {"test", {}, {face_with(face_of(1, 1))}});
      ReferenceTables(update).put(id, "a.jpg", {stamp(), content_named(photo), EnrolVerdict::used, "", 0});
    }
    ReferenceTables(update).erase(kFirst, "a.jpg");
  });
  EXPECT_TRUE(References(Snapshot(gallery)).reading(content_named("the group")));
  change([&](Update& update) { ReferenceTables(update).erase(kSecond, "a.jpg"); });
  EXPECT_FALSE(References(Snapshot(gallery)).reading(content_named("the group"))) << "nobody needs it any more";
  EXPECT_TRUE(References(Snapshot(gallery)).reading(content_named("another")));
}

}  // namespace
}  // namespace facefs::test
