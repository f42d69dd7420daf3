// SPDX-License-Identifier: Apache-2.0
// People in the gallery, and what is left of them when they are erased.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;

class PeopleOfTheGallery : public GalleryFixture {};

constexpr PersonId kJoey{11}, kRoss{12};

TEST_F(PeopleOfTheGallery, AreFoundByEitherFormOfTheirName) {
  change([&](Update& update) { update.add_person(kJoey, {"Jos\u00e9", true, 1}); });
  EXPECT_EQ(Snapshot(gallery).person_named("Jose\u0301"), kJoey);
  EXPECT_EQ(Snapshot(gallery).person_named("JOSÉ"), kJoey);
  EXPECT_EQ(Snapshot(gallery).person_named("Jose"), std::nullopt);
}

TEST_F(PeopleOfTheGallery, AreSeenOnceTheyHaveAPhoto) {
  change([&](Update& update) { update.add_person(kJoey, {"Joey", false, 1}); });
  EXPECT_FALSE(Snapshot(gallery).is_shown(kJoey));
  const auto changes = change([&](Update& update) { update.put_reference(kJoey, "a.jpg", {}); });
  EXPECT_TRUE(Snapshot(gallery).is_shown(kJoey));
  EXPECT_EQ(changes.at(0).folder.kind, FolderKey::Kind::root) << "the link at the root appears";
}

TEST_F(PeopleOfTheGallery, LeaveTheFoldersAboveWithTheirLastReferenceAndPhoto) {
  Matching matching{MatchSettings{}};
  const auto links_in = [&](FolderKey::Kind kind) { return Snapshot(gallery).state_of({kind, kNobody}).entries; };
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_photo(update, "/photos/joey.jpg", "x", {face_with(face_of(1, 5))});
  });
  match_all(matching);
  ASSERT_EQ(links_in(FolderKey::Kind::all_people), 1U);
  change([&](Update& update) { update.erase_reference(kJoey, "Joey1.jpg"); });
  EXPECT_EQ(links_in(FolderKey::Kind::all_people), 1U) << "a photo still shows the person";
  match_all(matching);
  for (const auto kind : {FolderKey::Kind::all_people, FolderKey::Kind::all_maybe, FolderKey::Kind::root})
    EXPECT_EQ(links_in(kind), 0U);
  EXPECT_FALSE(Snapshot(gallery).is_shown(kJoey));
}

TEST_F(PeopleOfTheGallery, AreGoneToTheLastRecordWhenErased) {
  Matching matching{MatchSettings{}};
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1), face_of(1, 2)});
    put_person(update, kRoss, "Ross", {face_of(2, 1)});
    put_photo(update, "/photos/joey.jpg", "x", {face_with(face_of(1, 5))});
  });
  match_all(matching);
  EXPECT_THAT(names_in({FolderKey::Kind::people, kJoey}), ElementsAre("joey.jpg"));
  change([&](Update& update) { update.erase_person(kJoey); });
  EXPECT_EQ(Snapshot(gallery).state_of({FolderKey::Kind::all_people, kNobody}).entries, 1U) << "Ross";
  match_all(matching);
  const Snapshot snapshot(gallery);
  EXPECT_EQ(snapshot.person_named("Joey"), std::nullopt);
  EXPECT_TRUE(snapshot.references_of(kJoey).empty());
  EXPECT_FALSE(snapshot.reading(content_named("Joey1.jpg")));
  EXPECT_TRUE(snapshot.reading(content_named("Ross1.jpg")));
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
    change(
        [&](Update& update) { update.rename_person(kJoey, name + std::string(static_cast<std::size_t>(round), 'x')); });
  change([&](Update& update) { update.erase_person(kJoey); });
  EXPECT_NE(all_bytes_below(folder.path()).find(name), std::string::npos)
      << "deleting alone is not enough; if it is, this test proves nothing";
  gallery.rebuild();
  EXPECT_EQ(all_bytes_below(folder.path()).find(name), std::string::npos);
  EXPECT_EQ(all_bytes_below(folder.path()).find(secret), std::string::npos);
  EXPECT_EQ(Snapshot(gallery).number("photos"), 300U) << "all else is still there";
}

TEST_F(PeopleOfTheGallery, AreStillSeenByWhoLookedBeforeARebuild) {
  change([&](Update& update) { put_person(update, kJoey, "Joey", {face_of(1, 1)}); });
  const Snapshot before(gallery);
  change([&](Update& update) { update.erase_person(kJoey); });
  gallery.rebuild();
  EXPECT_EQ(before.person(kJoey)->name, "Joey");
  EXPECT_FALSE(Snapshot(gallery).person(kJoey));
}

TEST_F(PeopleOfTheGallery, AreToldOfAtOnceWhenTheyAreShownFromTheFirst) {
  const auto changes = change([](Update& update) {
    update.add_person(PersonId{7}, {"Joey", true, 1, Visibility::shown});
  });
  std::set<FolderKey::Kind> folders;
  for (const Change& one : changes)
    if (one.kind == Change::Kind::appeared && one.name == "Joey") folders.insert(one.folder.kind);
  using K = FolderKey::Kind;
  EXPECT_EQ(folders, (std::set<K>{K::root, K::all_people, K::all_maybe, K::all_enrolled}));
  EXPECT_EQ(Snapshot(gallery).state_of({K::all_people}).entries, 1U);
}

}  // namespace
}  // namespace facefs::test
