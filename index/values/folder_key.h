// SPDX-License-Identifier: Apache-2.0
// A folder of the mount's tree as the gallery knows it: its kind, and the person or cluster that it is for. The mount
// gives each one its inode.
#pragma once

#include <compare>
#include <cstdint>

#include "index/values/ids.h"

namespace facefs {

struct FolderKey {
  enum class Kind : std::uint8_t {
    root = 1,        ///< a link for each person
    all_people,      ///< people/
    all_maybe,       ///< maybe/
    all_enrolled,    ///< enroll/
    people,          ///< people/<name>/
    maybe,           ///< maybe/<name>/
    unknown,         ///< unknown/all/
    all_unknown,     ///< unknown/
    cluster,         ///< unknown/<number>/
    unknown_single,  ///< unknown/single/
    ignored,         ///< ignored/
    together,        ///< together/, where queries are pinned
  };
  static constexpr std::uint8_t kKinds = static_cast<std::uint8_t>(Kind::together) + 1;
  Kind kind = Kind::root;
  std::uint64_t number = 0;  ///< of a person or a cluster

  constexpr FolderKey() = default;
  constexpr FolderKey(Kind k) : kind(k) {}
  constexpr FolderKey(Kind k, PersonId person) : kind(k), number(number_of(person)) {}
  constexpr FolderKey(Kind k, ClusterId cluster) : kind(k), number(number_of(cluster)) {}

  /// Returns the person whose folder it is; kNobody for a folder that is no person's.
  constexpr PersonId person() const {
    return kind == Kind::people || kind == Kind::maybe ? static_cast<PersonId>(number) : kNobody;
  }
  auto operator<=>(const FolderKey&) const = default;
};

}  // namespace facefs
