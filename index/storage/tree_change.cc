// SPDX-License-Identifier: Apache-2.0
#include "index/storage/tree_change.h"

namespace facefs {

void TreeChanges::note(Kind kind, const FolderKey& folder, const std::string& name, PhotoId photo) {
  all_.push_back({kind, folder, name, photo, kNobody});
}

void TreeChanges::note(Kind kind, const FolderKey& folder, const std::string& name, PersonId person) {
  all_.push_back({kind, folder, name, kNoPhoto, person});
}

void TreeChanges::note(Kind kind, const FolderKey& folder, const std::string& name) {
  all_.push_back({kind, folder, name, kNoPhoto, kNobody});
}

}  // namespace facefs
