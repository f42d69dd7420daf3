// SPDX-License-Identifier: Apache-2.0
// What an update changed in the mount's tree. The kernel must hear of it after the commit, because it remembers entries
// and attributes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/values/folder_key.h"
#include "index/values/ids.h"

namespace facefs {

struct TreeChange {
  enum class Kind : std::uint8_t { appeared, left, altered };  ///< altered: a photo's attributes
  Kind kind = Kind::appeared;
  FolderKey folder;
  std::string name;
  PhotoId photo = kNoPhoto;
  PersonId person = kNobody;  ///< whose folder or link it is
};

/// The changes of one update, in their order. The writer's thread.
class TreeChanges {
 public:
  using Kind = TreeChange::Kind;

  /// Notes a photo's entry.
  void note(Kind kind, const FolderKey& folder, const std::string& name, PhotoId photo);
  /// Notes a person's folder or link.
  void note(Kind kind, const FolderKey& folder, const std::string& name, PersonId person);
  /// Notes any other folder: a cluster, a pin.
  void note(Kind kind, const FolderKey& folder, const std::string& name);
  const std::vector<TreeChange>& all() const { return all_; }

 private:
  std::vector<TreeChange> all_;
};

}  // namespace facefs
