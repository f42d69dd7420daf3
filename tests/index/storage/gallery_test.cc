// SPDX-License-Identifier: Apache-2.0
#include "index/storage/gallery.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include "index/storage/folder_tables.h"
#include "index/storage/path_tables.h"
#include "index/storage/paths.h"
#include "index/storage/photo_tables.h"
#include "index/storage/photos.h"
#include "index/values/photo_number.h"
#include "support/gallery_fixture.h"
#include "support/lmdb_work.h"

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
  EXPECT_EQ(snapshot.counter("photos"), 1U);
  EXPECT_EQ(snapshot.counter("faces"), 1U);
  EXPECT_EQ(snapshot.counter("embedded"), 1U);
}

TEST_F(PhotosOfTheGallery, AreFoundByThePathsOfTheirFiles) {
  PhotoId photo{};
  change([&](Update& update) { photo = put_photo(update, "/photos/a b.jpg", "x"); });
  const Snapshot snapshot(gallery);
  ASSERT_TRUE(Paths(snapshot).find_at("/photos/a b.jpg"));
  EXPECT_EQ(Paths(snapshot).find_at("/photos/a b.jpg")->photo, photo);
  EXPECT_EQ(Paths(snapshot).place_at("/photos/none.jpg")->basename, "none.jpg") << "of a known folder";
  EXPECT_FALSE(Paths(snapshot).find_at("/photos/none.jpg"));
  EXPECT_FALSE(Paths(snapshot).place_at("/elsewhere/a b.jpg"));
  EXPECT_FALSE(Paths(snapshot).find_at("/elsewhere/a b.jpg"));
}

TEST_F(PhotosOfTheGallery, TakeOverTheFacesOfAnImageThatIsKnown) {
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    // The same picture with another caption: another content, the same image.
    const PhotoId second =
        PhotoTables(update).add(content_named("x with a caption"), NewFaces{image_named("x"), false, "test", {}});
    PathTables(update).set(place_of(update, "/photos/a.jpg"), stamp(2), second);
  });
  const Snapshot snapshot(gallery);
  EXPECT_EQ(snapshot.counter("embedded"), 1U);
  EXPECT_EQ(snapshot.counter("faces"), 1U);
  EXPECT_EQ(snapshot.counter("photos"), 1U);
}

TEST_F(PhotosOfTheGallery, AreShownByTheirFirstPathInTheOrderOfTheRoots) {
  PhotoId id{};
  change([&](Update& update) {
    id = put_photo(update, "/second/a.jpg", "x");
    EXPECT_EQ(Photos(update).find(id)->name, "a.jpg");
    put_photo(update, "/photos/z.jpg", "x");
    EXPECT_EQ(Photos(update).find(id)->name, "z.jpg") << "the first root comes first";
    put_photo(update, "/photos/b.jpg", "x");
    EXPECT_EQ(Photos(update).find(id)->name, "b.jpg") << "then the bytes decide";
    PathTables(update).remove(place_of(update, "/photos/b.jpg"));
    EXPECT_EQ(Photos(update).find(id)->name, "z.jpg");
  });
}

TEST_F(PhotosOfTheGallery, FollowTheRootsAsTheyAreConfiguredAndNotAsTheyAreSpelled) {
  const Gallery other(folder / "other", {"/second", "/photos"});
  Update update(other);
  const PhotoId id = put_photo(update, "/photos/a.jpg", "x");
  put_photo(update, "/second/z.jpg", "x");
  EXPECT_EQ(Photos(update).find(id)->name, "z.jpg");
}

TEST_F(PhotosOfTheGallery, TakeNoRootForOneWhoseNameBeginsLikeIt) {
  const Gallery other(folder / "other", {"/photos", "/photos-old"});
  Update update(other);
  const PhotoId id = put_photo(update, "/photos/z.jpg", "x");
  put_photo(update, "/photos-old/a.jpg", "x");
  EXPECT_EQ(Photos(update).find(id)->name, "z.jpg");
}

TEST_F(PhotosOfTheGallery, OfOneBasenameMayBeManyAndEachHasANameOfItsOwn) {
  change([&](Update& update) {
    std::vector<std::string> names;
    for (const char* album : {"a", "b", "c", "d"})
      names.push_back(
          Photos(update).find(put_photo(update, "/photos/" + std::string(album) + "/IMG.jpg", album))->name);
    EXPECT_THAT(names, ElementsAre("IMG.jpg", "IMG (2).jpg", "IMG (3).jpg", "IMG (4).jpg"));
    for (const std::string& name : names) EXPECT_TRUE(Photos(update).named(name)) << name;
  });
}

TEST_F(PhotosOfTheGallery, AreShownByTheirFirstPathWhicheverComeAndGo) {
  std::mt19937 random(7);
  std::map<std::string, bool> places;
  for (const char* in : {"/second", "/photos/b", "/photos", "/photos/a.b", "/photos/a"})
    for (const char* name : {"x.jpg", "a.jpg", "\xff.jpg", "a", "\xff\xff"})
      places[in + std::string("/") + name] = false;
  const auto rank = [](const std::string& path) { return std::pair(path.starts_with("/photos/") ? 0 : 1, path); };
  change([&](Update& update) {
    const PhotoId id = put_photo(update, "/photos/0.jpg", "x");
    PathTables(update).remove(place_of(update, "/photos/0.jpg"));
    for (int step = 0; step < 500; ++step) {
      const auto at = std::next(places.begin(), static_cast<std::ptrdiff_t>(random() % places.size()));
      at->second = !at->second;
      if (at->second)
        put_photo(update, at->first, "x");
      else
        PathTables(update).remove(place_of(update, at->first));
      std::optional<std::string> first;
      for (const auto& [path, is_there] : places)
        if (is_there && (!first || rank(path) < rank(*first))) first = path;
      const PhotoRecord photo = *Photos(update).find(id);
      ASSERT_EQ(photo.name.empty(), !first) << step;
      if (first) {
        ASSERT_EQ(Paths(update).path_of(photo.shown), *first) << step;
      }
    }
  });
}

TEST_F(PhotosOfTheGallery, CostTheSameHoweverManyCopiesThereAre) {
  const auto work_for = [&](int copies) {
    const std::string name = "copies" + std::to_string(copies);
    const auto path_of_copy = [&](int i) { return "/photos/" + name + "/" + std::to_string(100'000 + i) + ".jpg"; };
    const LmdbWork before = lmdb_work();
    change([&](Update& update) {
      for (int i = copies; i-- > 0;) put_photo(update, path_of_copy(i), name);
      for (int i = 0; i < copies; ++i) PathTables(update).remove(place_of(update, path_of_copy(i)));
    });
    const LmdbWork after = lmdb_work();
    return LmdbWork{after.records - before.records, after.bytes - before.bytes};
  };
  const LmdbWork few = work_for(1000), many = work_for(4000);
  EXPECT_GT(few.records, 2000U) << "else nothing is counted";
  EXPECT_LT(many.records, 5 * few.records) << "four times as many cost four times as much, not sixteen times";
  EXPECT_LT(many.bytes, 5 * few.bytes);
}

TEST_F(PhotosOfTheGallery, OfOneBasenameAreToldApartByANumberThatStays) {
  change([&](Update& update) {
    const PhotoId first = put_photo(update, "/photos/a/IMG.jpg", "x");
    const PhotoId second = put_photo(update, "/photos/b/IMG.jpg", "y");
    EXPECT_EQ(Photos(update).find(first)->name, "IMG.jpg");
    EXPECT_EQ(Photos(update).find(second)->name, "IMG (2).jpg");
    PathTables(update).remove(place_of(update, "/photos/a/IMG.jpg"));
    put_photo(update, "/photos/b/IMG.jpg", "y");
    EXPECT_EQ(Photos(update).find(second)->name, "IMG (2).jpg") << "also when its twin is gone";
    EXPECT_EQ(Photos(update).find(put_photo(update, "/photos/c/IMG.jpg", "z"))->name, "IMG.jpg")
        << "the free name is given again";
  });
}

TEST_F(PhotosOfTheGallery, FollowARename) {
  change([&](Update& update) {
    const PhotoId id = put_photo(update, "/photos/old.jpg", "x");
    FolderTables(update).set_folders_of(id, {{FolderKey::Kind::unknown}});
  });
  const auto changes = change([&](Update& update) {
    put_photo(update, "/photos/new.jpg", "x");
    PathTables(update).remove(place_of(update, "/photos/old.jpg"));
  });
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("new.jpg"));
  const auto left = std::find_if(changes.begin(), changes.end(),
                                 [](const TreeChange& c) { return c.kind == TreeChange::Kind::left; });
  ASSERT_NE(left, changes.end());
  EXPECT_EQ(left->name, "old.jpg");
}

TEST_F(PhotosOfTheGallery, FollowARenameThatTakesANumberAway) {
  PhotoId id{};
  change([&](Update& update) { id = put_photo(update, "/photos/pic (2).jpg", "x"); });
  change([&](Update& update) {
    put_photo(update, "/photos/pic.jpg", "x");
    PathTables(update).remove(place_of(update, "/photos/pic (2).jpg"));
  });
  EXPECT_EQ(Photos(Snapshot(gallery)).find(id)->name, "pic.jpg");
}

TEST_F(PhotosOfTheGallery, AnotherContentUnderTheSamePathIsAnotherPhoto) {
  change([&](Update& update) {
    const PhotoId first = put_photo(update, "/photos/a.jpg", "x");
    const PhotoId second = put_photo(update, "/photos/a.jpg", "y");
    EXPECT_NE(first, second);
    EXPECT_EQ(Photos(update).find(second)->name, "a.jpg");
    EXPECT_TRUE(Photos(update).find(first)->name.empty()) << "the old one waits for its return";
  });
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 1U);
}

TEST_F(PhotosOfTheGallery, KeepTheirNumberWhenTheyComeBack) {
  PhotoId first{}, second{};
  change([&](Update& update) { first = put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))}); });
  change([&](Update& update) { PathTables(update).remove(place_of(update, "/photos/a.jpg")); });
  EXPECT_EQ(Snapshot(gallery).counter("faces"), 0U);
  change([&](Update& update) { second = put_photo(update, "/photos/b.jpg", "x"); });
  EXPECT_EQ(first, second);
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 1U) << "nothing was embedded again";
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
        EXPECT_EQ(Photos(update).with(content(beginning, end)), std::nullopt);
        const PhotoId id = PhotoTables(update).add(content(beginning, end), Unreadable{Reason::truncated, "half"});
        EXPECT_EQ(PhotoTables(update).add(content(beginning, end), Unreadable{Reason::truncated, "half"}), id);
      });
  std::set<PhotoId> ids;
  for (const std::uint8_t beginning : kBeginnings)
    for (std::uint8_t end = 0; end < 3; ++end) {
      const Snapshot snapshot(gallery);
      const auto id = Photos(snapshot).with(content(beginning, end));
      ASSERT_TRUE(id);
      EXPECT_EQ(Photos(snapshot).find(*id)->content, content(beginning, end));
      EXPECT_GE(number_of(*id), 1U);
      EXPECT_LE(number_of(*id), kMostPhotoNumber);
      ids.insert(*id);
    }
  EXPECT_EQ(ids.size(), 9U);
}

TEST_F(PhotosOfTheGallery, WhoseRecordIsDamagedAreKnownSoThatItIsMet) {
  PhotoId id{};
  change([&](Update& update) { id = put_photo(update, "/photos/a.jpg", "x"); });
  EXPECT_FALSE(Photos(Snapshot(gallery)).holds(content_named("y")));
  lmdb::WriteTxn txn(gallery.store()->environment());
  txn.put(gallery.store()->tables().photo, key_of(id), "damaged");
  txn.commit();
  EXPECT_TRUE(Photos(Snapshot(gallery)).holds(content_named("x")));
  EXPECT_THROW(Photos(Snapshot(gallery)).with(content_named("x")), BadRecord);
}

TEST_F(PhotosOfTheGallery, ThatLostAnEntryOfATableAreNoticed) {
  PhotoId id{};
  change([&](Update& update) {
    id = put_photo(update, "/photos/a.jpg", "x");
    FolderTables(update).set_folders_of(id, {{FolderKey::Kind::unknown}, {FolderKey::Kind::ignored}});
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
  EXPECT_EQ(Photos(Snapshot(gallery)).get_listed(id).folders, 0U);
  change([&](Update& update) {
    FolderTables(update).set_folders_of(id, {{FolderKey::Kind::unknown}, {FolderKey::Kind::ignored}});
  });
  EXPECT_EQ(Photos(Snapshot(gallery)).get_listed(id).folders, 2U);
  EXPECT_EQ(Photos(Snapshot(gallery)).get_listed(id).record.name, "a.jpg");
  EXPECT_FALSE(Photos(Snapshot(gallery)).find_listed(next_photo_number(id)));
  EXPECT_THROW(Photos(Snapshot(gallery)).get_listed(next_photo_number(id)), BadRecord);
}

TEST_F(PhotosOfTheGallery, ThatFailedAreToldUntilTheyAreMendedOrGone) {
  const auto failures = [&] {
    std::vector<std::string> told;
    const Snapshot snapshot(gallery);
    Paths(snapshot).each_failure([&](const FilePlace& place, const Unreadable& why) {
      told.push_back(Paths(snapshot).path_of(place) + " " + std::string(name_of(why.reason)));
    });
    return told;
  };
  change([&](Update& update) {
    PathTables(update).set(place_of(update, "/photos/text.jpg"), stamp(),
                           PhotoTables(update).add(content_named("t"), Unreadable{Reason::not_an_image, "s"}));
    PathTables(update).fail(place_of(update, "/photos/locked.jpg"), stamp(), {Reason::no_permission, "s"});
  });
  EXPECT_THAT(failures(),
              testing::UnorderedElementsAre("/photos/text.jpg not-an-image", "/photos/locked.jpg no-permission"));
  EXPECT_EQ(Paths(Snapshot(gallery)).failures(), 2U);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
  change([&](Update& update) {
    put_photo(update, "/photos/text.jpg", "now a photo");
    PathTables(update).remove(place_of(update, "/photos/locked.jpg"));
  });
  EXPECT_TRUE(failures().empty());
  EXPECT_EQ(Snapshot(gallery).counter("failed"), 0U);
}

TEST_F(PhotosOfTheGallery, ThatMadeAWorkerCrashAreAsIfNotSeenWhenCrashesAreForgotten) {
  change([&](Update& update) {
    PathTables(update).fail(place_of(update, "/photos/crashed.jpg"), stamp(), {Reason::crashed, "s"});
    PathTables(update).fail(place_of(update, "/photos/slow.jpg"), stamp(), {Reason::too_slow, "s"});
    PathTables(update).forget_failures(Reason::crashed);
  });
  change([&](Update& update) {
    EXPECT_NE(Paths(update).find(place_of(update, "/photos/crashed.jpg"))->stamp, stamp());
    EXPECT_EQ(Paths(update).find(place_of(update, "/photos/slow.jpg"))->stamp, stamp());
  });
  EXPECT_EQ(Paths(Snapshot(gallery)).failures(), 2U) << "their lines stay until they are read";
}

}  // namespace
}  // namespace facefs::test
