// SPDX-License-Identifier: Apache-2.0
// A folder of the tree as the gallery knows it: what it holds, and of whom. The mount gives each its inode.
#pragma once

#include <compare>

#include "index/ids.h"

namespace facefs {

struct FolderKey {
  enum class Kind : std::uint8_t {
    root = 1,      ///< a link for each person
    all_people,    ///< people/
    all_maybe,     ///< maybe/
    all_enrolled,  ///< enroll/
    people,        ///< people/<name>/
    maybe,         ///< maybe/<name>/
    unknown,       ///< unknown/all/
  };
  Kind kind = Kind::root;
  PersonId person = kNobody;
  auto operator<=>(const FolderKey&) const = default;
};

}  // namespace facefs
