// SPDX-License-Identifier: Apache-2.0
#include "fuse/inode.h"

#include <gtest/gtest.h>

#include "fuse/tree.h"

namespace facefs::test {
namespace {

TEST(Inode, ComesBackFromItsNumber) {
  for (const Inode inode : {kRoot, kIndexJson, inode_of(static_cast<PhotoId>(0x0abcdef012345678)),
                            inode_of(InodeKind::maybe, static_cast<PersonId>(77))})
    EXPECT_EQ(Inode(inode.number()), inode);
}

TEST(Inode, OfTheRootIsOneAsFuseWantsIt) {
  EXPECT_EQ(kRoot.number(), 1U);
}

TEST(Inode, OfOnePersonsFoldersDiffer) {
  const PersonId joey{5};
  EXPECT_NE(inode_of(InodeKind::people, joey).number(), inode_of(InodeKind::maybe, joey).number());
  EXPECT_EQ(inode_of({FolderKey::Kind::people, joey}), inode_of(InodeKind::people, joey));
}

}  // namespace
}  // namespace facefs::test
