// SPDX-License-Identifier: Apache-2.0
// The whole tree, made of views: it knows which view answers for which inode. Knows no libfuse.
#pragma once

#include <array>
#include <memory>

#include "fuse/mount_folders.h"
#include "fuse/view.h"
#include "index/answers/explain.h"
#include "index/faces/matcher.h"

namespace facefs {

struct TreeSettings {
  MatchSettings match;
  bool list_facets = false;  ///< by-year/, with/ and by-folder/ in each person's folder
};

class Tree {
 public:
  Tree(Owner owner, EnrollFiles& files, IncomingFiles& incoming, NamedFolders& folders, const Requests& requests,
       const TreeSettings& settings);

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const;
  std::optional<Entry> lookup(const Snapshot& snapshot, Inode folder, std::string_view name) const;
  std::vector<Entry> list(const Snapshot& snapshot, Inode folder) const;
  std::optional<std::string> text(const Snapshot& snapshot, Inode inode) const;
  const Owner& owner() const { return owner_; }
  const Explainer& explainer() const { return explainer_; }

 private:
  const View& view_of(Inode inode) const;
  const View& view_of_named(std::string_view text) const;

  Owner owner_;
  Explainer explainer_;
  const NamedFolders& folders_;
  std::unique_ptr<View> root_;
  std::unique_ptr<View> people_;
  std::unique_ptr<View> enroll_;
  std::unique_ptr<View> status_;
  std::unique_ptr<View> together_;
  std::unique_ptr<View> pictures_;
  std::unique_ptr<View> what_if_;
  std::unique_ptr<View> facets_;
};

}  // namespace facefs
