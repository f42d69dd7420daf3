// SPDX-License-Identifier: Apache-2.0
#include "index/gallery.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <set>

#include "index/photo_number.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;

class PhotosOfTheGallery : public GalleryFixture {};

TEST_F(PhotosOfTheGallery, AreOneUnderAnyNumberOfPaths) {
  change([&](Update& update) {
    const PhotoId first = put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    EXPECT_EQ(put_photo(update, "/photos/sub/b.jpg", "x"), first);
  });
  const Snapshot snapshot(gallery);
  EXPECT_EQ(snapshot.number("photos"), 1U);
  EXPECT_EQ(snapshot.number("faces"), 1U);
  EXPECT_EQ(snapshot.number("embedded"), 1U);
}

TEST_F(PhotosOfTheGallery, TakeOverTheFacesOfAnImageThatIsKnown) {
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    // The same picture with another caption: another content, the same image.
    const PhotoId second =
        update.add_photo(content_named("x with a caption"), NewFaces{image_named("x"), false, "test", {}});
    update.set_path(place_of(update, "/photos/a.jpg"), stamp(2), second);
  });
  const Snapshot snapshot(gallery);
  EXPECT_EQ(snapshot.number("embedded"), 1U);
  EXPECT_EQ(snapshot.number("faces"), 1U);
  EXPECT_EQ(snapshot.number("photos"), 1U);
}

TEST_F(PhotosOfTheGallery, AreShownByTheirFirstPathInTheOrderOfTheRoots) {
  PhotoId id{};
  change([&](Update& update) {
    id = put_photo(update, "/second/a.jpg", "x");
    EXPECT_EQ(update.photo(id)->name, "a.jpg");
    put_photo(update, "/photos/z.jpg", "x");
    EXPECT_EQ(update.photo(id)->name, "z.jpg") << "the first root comes first";
    put_photo(update, "/photos/b.jpg", "x");
    EXPECT_EQ(update.photo(id)->name, "b.jpg") << "then the bytes decide";
    update.remove_path(place_of(update, "/photos/b.jpg"));
    EXPECT_EQ(update.photo(id)->name, "z.jpg");
  });
}

TEST_F(PhotosOfTheGallery, OfOneBasenameAreToldApartByANumberThatStays) {
  change([&](Update& update) {
    const PhotoId first = put_photo(update, "/photos/a/IMG.jpg", "x");
    const PhotoId second = put_photo(update, "/photos/b/IMG.jpg", "y");
    EXPECT_EQ(update.photo(first)->name, "IMG.jpg");
    EXPECT_EQ(update.photo(second)->name, "IMG (2).jpg");
    update.remove_path(place_of(update, "/photos/a/IMG.jpg"));
    put_photo(update, "/photos/b/IMG.jpg", "y");
    EXPECT_EQ(update.photo(second)->name, "IMG (2).jpg") << "also when its twin is gone";
    EXPECT_EQ(update.photo(put_photo(update, "/photos/c/IMG.jpg", "z"))->name, "IMG.jpg")
        << "the free name is given again";
  });
}

TEST_F(PhotosOfTheGallery, FollowARename) {
  change([&](Update& update) {
    const PhotoId id = put_photo(update, "/photos/old.jpg", "x");
    update.set_folders(id, {{FolderKey::Kind::unknown}});
  });
  const auto changes = change([&](Update& update) {
    put_photo(update, "/photos/new.jpg", "x");
    update.remove_path(place_of(update, "/photos/old.jpg"));
  });
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("new.jpg"));
  const auto left =
      std::find_if(changes.begin(), changes.end(), [](const Change& c) { return c.kind == Change::Kind::left; });
  ASSERT_NE(left, changes.end());
  EXPECT_EQ(left->name, "old.jpg");
}

TEST_F(PhotosOfTheGallery, FollowARenameThatTakesANumberAway) {
  PhotoId id{};
  change([&](Update& update) { id = put_photo(update, "/photos/pic (2).jpg", "x"); });
  change([&](Update& update) {
    put_photo(update, "/photos/pic.jpg", "x");
    update.remove_path(place_of(update, "/photos/pic (2).jpg"));
  });
  EXPECT_EQ(Snapshot(gallery).photo(id)->name, "pic.jpg");
}

TEST_F(PhotosOfTheGallery, AnotherContentUnderTheSamePathIsAnotherPhoto) {
  change([&](Update& update) {
    const PhotoId first = put_photo(update, "/photos/a.jpg", "x");
    const PhotoId second = put_photo(update, "/photos/a.jpg", "y");
    EXPECT_NE(first, second);
    EXPECT_EQ(update.photo(second)->name, "a.jpg");
    EXPECT_TRUE(update.photo(first)->name.empty()) << "the old one waits for its return";
  });
  EXPECT_EQ(Snapshot(gallery).number("photos"), 1U);
}

TEST_F(PhotosOfTheGallery, KeepTheirNumberWhenTheyComeBack) {
  PhotoId first{}, second{};
  change([&](Update& update) { first = put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))}); });
  change([&](Update& update) { update.remove_path(place_of(update, "/photos/a.jpg")); });
  EXPECT_EQ(Snapshot(gallery).number("faces"), 0U);
  change([&](Update& update) { second = put_photo(update, "/photos/b.jpg", "x"); });
  EXPECT_EQ(first, second);
  EXPECT_EQ(Snapshot(gallery).number("embedded"), 1U) << "nothing was embedded again";
}

TEST_F(PhotosOfTheGallery, HaveTheSameNumberInAnotherGallery) {
  PhotoId here{}, there{};
  change([&](Update& update) { here = put_photo(update, "/photos/a.jpg", "x"); });
  gallery.begin_anew();
  change([&](Update& update) {
    put_photo(update, "/photos/other.jpg", "y");
    there = put_photo(update, "/photos/a.jpg", "x");
  });
  EXPECT_EQ(here, there);
}

TEST_F(PhotosOfTheGallery, WhoseContentsBeginAlikeAreToldApart) {
  const auto content = [](std::uint8_t beginning, std::uint8_t end) {
    ContentHash hash;
    std::fill_n(hash.bytes.begin(), 8, beginning);
    hash.bytes.back() = end;
    return hash;
  };
  // No number is 0, and after the highest comes the first.
  constexpr std::array<std::uint8_t, 3> kBeginnings = {0, 0x5a, 0xff};
  for (const std::uint8_t beginning : kBeginnings)
    for (std::uint8_t end = 0; end < 3; ++end)
      change([&](Update& update) {
        EXPECT_EQ(update.photo_with(content(beginning, end)), std::nullopt);
        const PhotoId id = update.add_photo(content(beginning, end), Unreadable{Reason::truncated, "half"});
        EXPECT_EQ(update.add_photo(content(beginning, end), Unreadable{Reason::truncated, "half"}), id);
      });
  std::set<PhotoId> ids;
  for (const std::uint8_t beginning : kBeginnings)
    for (std::uint8_t end = 0; end < 3; ++end) {
      const Snapshot snapshot(gallery);
      const auto id = snapshot.photo_with(content(beginning, end));
      ASSERT_TRUE(id);
      EXPECT_EQ(snapshot.photo(*id)->content, content(beginning, end));
      EXPECT_GE(number_of(*id), 1U);
      EXPECT_LE(number_of(*id), kMostPhotoNumber);
      ids.insert(*id);
    }
  EXPECT_EQ(ids.size(), 9U);
}

TEST_F(PhotosOfTheGallery, WhoseRecordIsDamagedAreKnownSoThatItIsMet) {
  PhotoId id{};
  change([&](Update& update) { id = put_photo(update, "/photos/a.jpg", "x"); });
  EXPECT_FALSE(Snapshot(gallery).knows(content_named("y")));
  lmdb::WriteTxn txn(gallery.store()->environment());
  txn.put(gallery.store()->tables().photo, key_of(id), "damaged");
  txn.commit();
  EXPECT_TRUE(Snapshot(gallery).knows(content_named("x")));
  EXPECT_THROW(Snapshot(gallery).photo_with(content_named("x")), BadRecord);
}

TEST_F(PhotosOfTheGallery, ThatLostAnEntryOfATableAreNoticed) {
  PhotoId id{};
  change([&](Update& update) {
    id = put_photo(update, "/photos/a.jpg", "x");
    update.set_folders(id, {{FolderKey::Kind::unknown}, {FolderKey::Kind::ignored}});
  });
  EXPECT_NO_THROW(Snapshot(gallery).check_counts());
  const Tables& tables = gallery.store()->tables();
  const auto entry = [&](bool is_there) {
    lmdb::WriteTxn txn(gallery.store()->environment());
    if (is_there)
      txn.put(tables.photo, key_of(id, {FolderKey::Kind::unknown}), {});
    else
      txn.erase(tables.photo, key_of(id, {FolderKey::Kind::unknown}));
    txn.commit();
  };
  entry(false);
  EXPECT_THROW(Snapshot(gallery).check_counts(), BadRecord);
  entry(true);
}

TEST_F(PhotosOfTheGallery, HaveAsManyHardLinksAsFoldersShowThem) {
  PhotoId id{};
  change([&](Update& update) {
    id = put_photo(update, "/photos/a.jpg", "x");
    put_photo(update, "/photos/b.jpg", "x");
  });
  EXPECT_EQ(Snapshot(gallery).listed(id).folders, 0U);
  change([&](Update& update) { update.set_folders(id, {{FolderKey::Kind::unknown}, {FolderKey::Kind::ignored}}); });
  EXPECT_EQ(Snapshot(gallery).listed(id).folders, 2U);
  EXPECT_EQ(Snapshot(gallery).listed(id).record.name, "a.jpg");
  EXPECT_FALSE(Snapshot(gallery).with_folders(next_photo_number(id)));
  EXPECT_THROW(Snapshot(gallery).listed(next_photo_number(id)), BadRecord);
}

TEST_F(PhotosOfTheGallery, ThatFailedAreToldUntilTheyAreMendedOrGone) {
  const auto failures = [&] {
    std::vector<std::string> told;
    const Snapshot snapshot(gallery);
    snapshot.each_failure([&](const FilePlace& place, const Unreadable& why) {
      told.push_back(snapshot.path_of(place) + " " + std::string(name_of(why.reason)));
    });
    return told;
  };
  change([&](Update& update) {
    update.set_path(place_of(update, "/photos/text.jpg"), stamp(),
                    update.add_photo(content_named("t"), Unreadable{Reason::not_an_image, "s"}));
    update.fail_path(place_of(update, "/photos/locked.jpg"), stamp(), {Reason::no_permission, "s"});
  });
  EXPECT_THAT(failures(),
              testing::UnorderedElementsAre("/photos/text.jpg not-an-image", "/photos/locked.jpg no-permission"));
  EXPECT_EQ(Snapshot(gallery).number("photos"), 0U);
  change([&](Update& update) {
    put_photo(update, "/photos/text.jpg", "now a photo");
    update.remove_path(place_of(update, "/photos/locked.jpg"));
  });
  EXPECT_TRUE(failures().empty());
  EXPECT_EQ(Snapshot(gallery).number("failed"), 0U);
}

TEST_F(PhotosOfTheGallery, KeepTheirFacesWhenItIsBegunAnewWithThem) {
  change([&](Update& update) { put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))}); });
  gallery.begin_anew_with_faces();
  EXPECT_EQ(Snapshot(gallery).number("photos"), 0U);
  ASSERT_EQ(Snapshot(gallery).faces_of(image_named("x")).size(), 1U);
  change([&](Update& update) { put_photo(update, "/photos/a.jpg", "x", {}); });
  EXPECT_EQ(Snapshot(gallery).number("faces"), 1U);
  EXPECT_EQ(Snapshot(gallery).number("embedded"), 1U) << "nothing was embedded again";
}

TEST_F(PhotosOfTheGallery, RememberTheirClustersWhenItIsBegunAnewWithThem) {
  FaceId face{};
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    face = update.faces_of(image_named("x")).front().id;
    update.set_cluster(face, ClusterId{7});
    update.set_number("clusters_made", 9);
  });
  gallery.begin_anew_with_faces();
  const Snapshot again(gallery);
  EXPECT_EQ(again.former_cluster_of(face), ClusterId{7}) << "the group finds its number again";
  EXPECT_EQ(again.cluster_of(face), std::nullopt) << "but is not made before its photos are there";
  EXPECT_EQ(again.number("clusters_made"), 9U) << "and no other group gets a number that had a meaning";
}

TEST_F(PhotosOfTheGallery, InClustersGetNoNumberThatHadAMeaningInALostGallery) {
  gallery.keep_cluster_numbers(41);
  gallery.keep_cluster_numbers(17);
  gallery.begin_anew();
  EXPECT_EQ(Snapshot(gallery).number("clusters_made"), 41U);
  const TemporaryDirectory other;
  EXPECT_EQ(Snapshot(Gallery(other / "gallery", {})).number("clusters_made"), 0U);
}

TEST_F(PhotosOfTheGallery, OfAnOlderSchemaKeepTheirFaces) {
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    update.set_number("schema", Gallery::kSchema - 1);
  });
  const Gallery again(folder / "gallery", {});
  EXPECT_EQ(Snapshot(again).number("schema"), Gallery::kSchema);
  EXPECT_EQ(Snapshot(again).number("photos"), 0U);
  EXPECT_EQ(Snapshot(again).faces_of(image_named("x")).size(), 1U);
}

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

TEST(Gallery, RefusesOneThatANewerProgramMade) {
  const TemporaryDirectory folder;
  {
    const Gallery gallery(folder / "gallery", {});
    Update update(gallery);
    update.set_number("schema", Gallery::kSchema + 1);
    update.commit();
  }
  EXPECT_THROW(Gallery(folder / "gallery", {}), std::runtime_error);
}

TEST(Gallery, LeavesAloneWhatAUserPutBesideIt) {
  const TemporaryDirectory folder;
  { const Gallery gallery(folder / "gallery", {}); }
  std::filesystem::create_directory(folder / "gallery.backup");
  write_bytes(folder.path() / "gallery.backup/data.mdb", "precious");
  write_bytes(folder / "gallery.tar", "precious too");
  const Gallery gallery(folder / "gallery", {});
  EXPECT_EQ(bytes_of(folder.path() / "gallery.backup/data.mdb"), "precious");
  EXPECT_EQ(bytes_of(folder / "gallery.tar"), "precious too");
}

TEST(Gallery, StandsAgainWhenACrashCameBetweenTheTwoRenamesOfAnExchange) {
  const TemporaryDirectory folder;
  {
    const Gallery gallery(folder / "gallery", {});
    Update update(gallery);
    update.set_number("embedded", 7);
    update.commit();
  }
  std::filesystem::rename(folder / "gallery", folder / "gallery.old.123");
  std::filesystem::create_directory(folder / "gallery.new.123");
  const Gallery gallery(folder / "gallery", {});
  EXPECT_EQ(Snapshot(gallery).number("embedded"), 7U);
  EXPECT_FALSE(std::filesystem::exists(folder / "gallery.new.123"));
}

TEST(Gallery, BeginsAnewWhereLmdbCannotOpenIt) {
  const TemporaryDirectory folder;
  { const Gallery gallery(folder / "gallery", {}); }
  write_bytes((folder / "gallery") / "data.mdb", std::string(100'000, 'x'));
  const Gallery gallery(folder / "gallery", {});
  EXPECT_TRUE(Snapshot(gallery).people().empty());
}

TEST(Gallery, FinishesAnExchangeThatACrashCutShort) {
  const TemporaryDirectory folder;
  { const Gallery gallery(folder / "gallery", {}); }
  std::filesystem::create_directory(folder / "gallery.old.123");
  write_bytes((folder / "gallery.old.123") / "data.mdb", "old bytes");
  const Gallery gallery(folder / "gallery", {});
  EXPECT_FALSE(std::filesystem::exists(folder / "gallery.old.123"));
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
