// SPDX-License-Identifier: Apache-2.0
// A real gallery in a folder of its own, and short ways to put photos and people into it.
#pragma once

#include <gtest/gtest.h>

#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/people_tables.h"
#include "index/storage/photo_tables.h"
#include "index/storage/reference_tables.h"
#include "index/storage/update.h"
#include "index/upkeep/match_upkeep.h"
#include "index/values/content_hash.h"
#include "support/faces.h"
#include "support/temporary_directory.h"

namespace facefs::test {

class GalleryFixture : public testing::Test {
 protected:
  TemporaryDirectory folder;
  Gallery gallery{folder / "gallery", {"/photos", "/second"}};

  static ContentHash content_named(const std::string& name) { return content_hash_of(name); }

  static ImageKey image_named(const std::string& name) {
    ImageKey key{{}, 4000, 3000};
    const ContentHash hash = content_hash_of("image " + name);
    std::copy_n(hash.bytes.begin(), key.hash.size(), key.hash.begin());
    return key;
  }

  static FileStamp stamp(std::uint64_t number = 1) { return {1, number, 1000, 5'000'000'000, 6'000'000'000}; }

  /// Puts the file at `path` into the gallery. It holds the content called `name`, which shows these faces.
  static PhotoId put_photo(Update& update, const std::string& path, const std::string& name,
                           std::vector<Face> faces = {}) {
    const PhotoId id =
        PhotoTables(update).add(content_named(name), NewFaces{image_named(name), false, "test", std::move(faces)});
    PathTables(update).set(place_of(update, path), stamp(), id);
    return id;
  }

  static std::string name_of_photo(int person, int number) {
    return std::to_string(person) + "_" + std::to_string(number);
  }

  /// Puts `each` photos of each of `people` people, with that person's face alone.
  void put_photos_of(int people, int each) {
    change([&](Update& update) {
      for (int person = 0; person < people; ++person)
        for (int number = 0; number < each; ++number) {
          const std::string name = name_of_photo(person, number);
          put_photo(update, "/photos/" + name + ".jpg", name, {face_with(face_of(person, number))});
        }
    });
  }

  static FilePlace place_of(Update& update, const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return {PathTables(update).folder_for(path.substr(0, slash)), path.substr(slash + 1)};
  }

  /// Runs `act` in one transaction and returns what it changed in the tree. Checks that the gallery's counters are
  /// right afterwards.
  template <typename Act>
  std::vector<TreeChange> change(Act act) {
    Update update(gallery);
    act(update);
    std::vector<TreeChange> changes = update.changes();
    update.commit();
    EXPECT_NO_THROW(Snapshot(gallery).check_counts());
    return changes;
  }

  /// Puts a person who is taught by these faces, one photo each.
  static void put_person(Update& update, PersonId id, const std::string& name, const std::vector<Embedding>& faces) {
    PeopleTables(update).add(id, {name, true, 1});
    int number = 0;
    for (const Embedding& face : faces) {
      const std::string file = name + std::to_string(++number) + ".jpg";
      ReferenceTables(update).put_reading(content_named(file), {"test", {}, {face_with(face)}});
      ReferenceTables(update).put(id, file, {stamp(), content_named(file), EnrolVerdict::used, "", 0});
    }
  }

  void match_all(MatchUpkeep& matching) {
    change([&](Update& update) { matching.follow(update); });
    while (matching.is_due()) change([&](Update& update) { matching.match_next(update, 3); });
  }

  /// Tells whether matching everything again, with the people read anew, would leave everything as it is.
  testing::AssertionResult is_as_matched_whole(const MatchSettings& settings) {
    MatchUpkeep whole{settings};
    whole.refresh(Snapshot(gallery));
    Update update(gallery);
    std::vector<ImageKey> images;
    Images(update).each([&](const ImageKey& key, const ImageRecord&) {
      images.push_back(key);
      return true;
    });
    for (const ImageKey& key : images) {
      const auto before = Images(update).faces_of(key);
      whole.match_image(update, key);
      const auto after = Images(update).faces_of(key);
      for (std::size_t i = 0; i < before.size(); ++i)
        if (before[i].record.match != after[i].record.match)
          return testing::AssertionFailure()
                 << "face " << number_of(before[i].id) << " is at " << before[i].record.match.distance << " from "
                 << number_of(before[i].record.match.person) << ", but would be at " << after[i].record.match.distance
                 << " from " << number_of(after[i].record.match.person);
    }
    if (!update.changes().empty()) return testing::AssertionFailure() << "photos would change their folders";
    return testing::AssertionSuccess();
  }

  std::vector<std::string> names_in(const FolderKey& key) {
    std::vector<std::string> names;
    for (const ListedPhoto& photo : Folders(Snapshot(gallery)).photos_in(key)) names.push_back(photo.record.name);
    std::sort(names.begin(), names.end());
    return names;
  }
};

}  // namespace facefs::test
