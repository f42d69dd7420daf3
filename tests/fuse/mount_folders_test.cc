// SPDX-License-Identifier: Apache-2.0
// The one table of the mount's folders: what it says about each, and that it leaves none out.
#include "fuse/mount_folders.h"

#include <gmock/gmock.h>

#include <set>

namespace facefs::test {
namespace {

using K = FolderKey::Kind;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr PersonId kJoey{11};

std::vector<std::string> paths_of_those(const std::function<bool(const MountFolder&)>& are_meant) {
  std::vector<std::string> paths;
  for (const MountFolder& folder : mount_folders())
    if (folder.inode.kind == InodeKind::fixed && are_meant(folder)) paths.push_back(path_of(folder));
  return paths;
}

TEST(MountFolders, AreKnownToTheGalleryByOneKeyEach) {
  std::set<K> keys;
  for (const MountFolder& folder : mount_folders())
    if (folder.key) {
      EXPECT_TRUE(keys.insert(*folder.key).second) << path_of(folder);
    }
  EXPECT_EQ(keys.size(), FolderKey::kKinds - 1U) << "a kind of folder stands nowhere in the mount";
}

TEST(MountFolders, OfTheGalleryComeBackFromTheirInodes) {
  for (const FolderKey key :
       {FolderKey{K::all_people}, FolderKey{K::all_maybe}, FolderKey{K::all_unknown}, FolderKey{K::unknown},
        FolderKey{K::unknown_single}, FolderKey{K::ignored}, FolderKey{K::people, kJoey}, FolderKey{K::maybe, kJoey},
        FolderKey{K::cluster, ClusterId{7}}})
    EXPECT_EQ(folder_of(inode_of(key)), key) << static_cast<int>(key.kind);
  EXPECT_EQ(inode_of(FolderKey{K::together}), kTogether);
  EXPECT_EQ(inode_of(FolderKey{K::people, kJoey}), inode_of(InodeKind::people, kJoey));
}

TEST(MountFolders, OfNoPhotosHaveNoKeyForThem) {
  for (const Inode inode : {kRoot, kEnroll, kTogether, kStatus, kStatusJson, inode_of(PhotoId{1}),
                            inode_of(InodeKind::enrolled, kJoey), inode_of(InodeKind::labelled_folder, kJoey)})
    EXPECT_FALSE(folder_of(inode)) << inode.number();
}

TEST(MountFolders, ThatHoldPhotosAreThose) {
  for (const Inode inode : {kUnknownAll, kUnknownSingle, kIgnored, inode_of(InodeKind::people, kJoey),
                            inode_of(InodeKind::maybe, kJoey), inode_of(ClusterId{7})})
    EXPECT_TRUE(holds_photos(inode)) << inode.number();
  for (const Inode inode : {kRoot, kPeople, kMaybe, kUnknown, kEnroll, kTogether, kStatus, kAt,
                            inode_of(InodeKind::enrolled, kJoey), Inode{InodeKind::named, 1}, inode_of(PhotoId{1})})
    EXPECT_FALSE(holds_photos(inode)) << inode.number();
}

TEST(MountFolders, OfWhichTheKernelIsToldAreNotThoseThatItMayNotRemember) {
  for (const Inode inode : {kTogether, kAt, kLabelled, kFaceFolders, Inode{InodeKind::named, 1},
                            inode_of(InodeKind::labelled_folder, kJoey), inode_of(InodeKind::faces_folder, kJoey)}) {
    EXPECT_TRUE(is_live(inode)) << inode.number();
    EXPECT_FALSE(is_top_folder(inode)) << inode.number();
  }
  for (const Inode inode :
       {kRoot, kPeople, kMaybe, kUnknown, kUnknownAll, kUnknownSingle, kEnroll, kIgnored, kStatus}) {
    EXPECT_TRUE(is_top_folder(inode)) << inode.number();
    EXPECT_FALSE(is_live(inode)) << inode.number();
  }
  for (const Inode inode : {inode_of(InodeKind::people, kJoey), inode_of(InodeKind::enrolled, kJoey), kStatusJson})
    EXPECT_FALSE(is_top_folder(inode)) << inode.number();
  EXPECT_FALSE(is_live(inode_of(InodeKind::people, kJoey)));
  EXPECT_FALSE(is_live(inode_of(PhotoId{1}))) << "which is no folder";
}

TEST(MountFolders, StandWhereUsersFindThem) {
  EXPECT_THAT(
      paths_of_those([](const MountFolder& folder) { return folder.remembered == Remembered::and_asked_anew; }),
      ElementsAre("", "people", "maybe", "unknown", "enroll", "ignored", ".status", "unknown/all", "unknown/single"));
  EXPECT_THAT(paths_of_those([](const MountFolder& folder) { return !folder.is_watched; }),
              UnorderedElementsAre(".status", ".at"));
  EXPECT_THAT(paths_of_those([](const MountFolder& folder) { return !folder.is_listed; }), ElementsAre(".at"));
  EXPECT_THAT(paths_of_those([](const MountFolder& folder) { return folder.mode == 0555; }),
              UnorderedElementsAre("", "labeled", "faces", ".status", ".at"));
}

}  // namespace
}  // namespace facefs::test
