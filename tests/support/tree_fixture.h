// SPDX-License-Identifier: Apache-2.0
// The tree without a kernel: a gallery goes in, names and attributes come out. Joey is in a photo beside a stranger.
// Ross has a name and no photo.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "fuse/photo_xattrs.h"
#include "fuse/tree.h"
#include "index/storage/people_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {

inline constexpr PersonId kJoey{11}, kRoss{12};

class TreeOfAGallery : public GalleryFixture {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder / "references");
    requests.status_text = [] { return std::string("{}\n"); };
    change([&](Update& update) {
      put_person(update, kJoey, "Joey", {face_of(1, 1)});
      PeopleTables(update).add(kRoss, {"Ross", false, 1});
      both = put_photo(update, "/photos/both.jpg", "b", {face_with(face_of(1, 5)), face_with(face_of(3, 5), 100, 300)});
      put_photo(update, "/photos/stranger.jpg", "s", {face_with(face_of(4, 5))});
    });
    match_all(matching);
  }

  std::vector<std::string> names(Inode inode) {
    std::vector<std::string> result;
    for (const Entry& entry : tree.list(Snapshot(gallery), inode)) result.push_back(entry.name);
    return result;
  }
  std::optional<Entry> look(Inode parent, const std::string& name) {
    return tree.lookup(Snapshot(gallery), parent, name);
  }
  /// Follows the names from `from` on, one folder after the other. Returns the last entry; nothing where a name is
  /// missing.
  std::optional<Entry> walk(Inode from, const std::vector<std::string>& path) {
    std::optional<Entry> at = Entry{"", from};
    for (const std::string& name : path)
      if (at) at = look(at->inode, name);
    return at;
  }
  std::string value_of(Inode inode, const char* name) {
    return xattr_value(Snapshot(gallery), tree.explainer(), files, inode, name).value_or("absent");
  }

  PhotoId both{};
  MatchUpkeep matching{MatchSettings{}};
  EnrollFiles files{folder / "references", {}};
  Requests requests;
  IncomingFiles incoming{files};
  NamedFolders named;
  Tree tree{Owner{1000, 1000, {100, 0}}, files, incoming, named, requests, TreeSettings{}};
  const Inode joeys = inode_of(InodeKind::people, kJoey);
};

}  // namespace facefs::test
