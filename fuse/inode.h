// SPDX-License-Identifier: Apache-2.0
// Inode numbers: the upper four bits say what an entry is, the lower sixty say which one. The kernel's node id is the
// same number.
//
// A photo's number comes from its content, a person's folders' numbers from the person. So these numbers are the same
// after a restart and after a rebuild, and need no bookkeeping when the kernel forgets a photo. Only files that are
// being copied in are numbered in turn.
#pragma once

#include <cstdint>

#include "index/values/ids.h"

namespace facefs {

enum class InodeKind : std::uint8_t {
  fixed = 0,        ///< the folders and files that are always there
  photo,            ///< one number in every folder that shows it: hard links of one file
  root_link,        ///< Joey -> people/Joey
  people,           ///< people/Joey
  maybe,            ///< maybe/Joey
  enrolled,         ///< enroll/Joey
  report,           ///< enroll/Joey/.report.txt
  reference,        ///< enroll/Joey/x.jpg, with the inode number of the file behind it
  cluster,          ///< unknown/0007
  incoming,         ///< people/Joey/x.jpg while it is copied in
  named,            ///< a folder that somebody named (fuse/named_folders.h)
  pin,              ///< together/Our trips
  labelled_folder,  ///< labeled/Joey
  labelled,         ///< labeled/Joey/x.jpg
  faces_folder,     ///< faces/Joey
  crop,             ///< faces/Joey/017 x.jpg
};

struct Inode {
  InodeKind kind = InodeKind::fixed;
  std::uint64_t value = 0;

  static constexpr int kValueBits = 60;
  static constexpr std::uint64_t kValueMask = (std::uint64_t{1} << kValueBits) - 1;

  constexpr Inode() = default;
  constexpr Inode(InodeKind k, std::uint64_t v) : kind(k), value(v & kValueMask) {}
  constexpr explicit Inode(std::uint64_t number)
      : kind(static_cast<InodeKind>(number >> kValueBits)), value(number & kValueMask) {}
  constexpr std::uint64_t number() const { return static_cast<std::uint64_t>(kind) << kValueBits | value; }
  constexpr bool operator==(const Inode&) const = default;

  constexpr PersonId person() const { return static_cast<PersonId>(value); }
  constexpr PhotoId photo() const { return static_cast<PhotoId>(value); }
  constexpr ClusterId cluster() const { return static_cast<ClusterId>(value); }
  constexpr FaceId face() const { return static_cast<FaceId>(value); }
};

constexpr Inode inode_of(PhotoId photo) {
  return {InodeKind::photo, number_of(photo)};
}
constexpr Inode inode_of(InodeKind kind, PersonId person) {
  return {kind, number_of(person)};
}

constexpr Inode inode_of(ClusterId cluster) {
  return {InodeKind::cluster, number_of(cluster)};
}

// The entries that are always there. FUSE itself gives the root the number 1.
inline constexpr Inode kRoot{InodeKind::fixed, 1};
inline constexpr Inode kPeople{InodeKind::fixed, 2};
inline constexpr Inode kMaybe{InodeKind::fixed, 3};
inline constexpr Inode kUnknown{InodeKind::fixed, 4};
inline constexpr Inode kUnknownAll{InodeKind::fixed, 5};
inline constexpr Inode kEnroll{InodeKind::fixed, 6};
inline constexpr Inode kStatus{InodeKind::fixed, 7};
inline constexpr Inode kStatusJson{InodeKind::fixed, 8};
inline constexpr Inode kFailures{InodeKind::fixed, 9};
inline constexpr Inode kIndexJson{InodeKind::fixed, 10};
inline constexpr Inode kUnknownSingle{InodeKind::fixed, 11};
inline constexpr Inode kIgnored{InodeKind::fixed, 12};
inline constexpr Inode kClustersTsv{InodeKind::fixed, 13};
inline constexpr Inode kTogether{InodeKind::fixed, 14};
inline constexpr Inode kLabelled{InodeKind::fixed, 15};
inline constexpr Inode kFaceFolders{InodeKind::fixed, 16};
inline constexpr Inode kAt{InodeKind::fixed, 17};
inline constexpr Inode kReviewTsv{InodeKind::fixed, 18};
inline constexpr Inode kDecisionsLog{InodeKind::fixed, 19};
// The next free number is 20.
//
// Stand-ins for an entry that is gone, so that facefs-poke can remove it once more (fuse/poke_requests.h).
inline constexpr Inode kPhantomFile{InodeKind::fixed, 90};
inline constexpr Inode kPhantomFolder{InodeKind::fixed, 91};

}  // namespace facefs
