// SPDX-License-Identifier: Apache-2.0
#include "fuse/tree.h"

#include "fuse/facets.h"

namespace facefs {

Tree::Tree(Owner owner, EnrollFiles& files, IncomingFiles& incoming, NamedFolders& folders, const Requests& requests,
           const TreeSettings& settings)
    : owner_(owner),
      explainer_(settings.match),
      folders_(folders),
      root_(make_root_view(owner)),
      people_(make_people_view(owner, incoming, folders, settings.list_facets)),
      enroll_(make_enroll_view(owner, files)),
      status_(make_status_view(owner, requests)),
      together_(make_together_view(owner, folders)),
      pictures_(make_pictures_view(owner)),
      what_if_(make_what_if_view(owner, folders, settings.match)),
      facets_(make_facets_view(owner, folders)) {}

const View& Tree::view_of(Inode inode) const {
  switch (inode.kind) {
    case InodeKind::root_link:
      return *root_;
    case InodeKind::photo:
    case InodeKind::people:
    case InodeKind::maybe:
    case InodeKind::cluster:
    case InodeKind::incoming:
      return *people_;
    case InodeKind::enrolled:
    case InodeKind::report:
    case InodeKind::reference:
      return *enroll_;
    case InodeKind::named:
      return view_of_named(folders_.text_of(inode).value_or(""));
    case InodeKind::pin:
      return *together_;
    case InodeKind::labelled_folder:
    case InodeKind::labelled:
    case InodeKind::faces_folder:
    case InodeKind::crop:
      return *pictures_;
    case InodeKind::fixed:
      break;
  }
  if (inode == kRoot) return *root_;
  if (inode == kEnroll) return *enroll_;
  if (inode == kTogether) return *together_;
  if (inode == kAt) return *what_if_;
  if (inode == kLabelled || inode == kFaceFolders) return *pictures_;
  if (inode == kStatus || inode == kStatusJson || inode == kFailures || inode == kIndexJson || inode == kClustersTsv ||
      inode == kReviewTsv || inode == kDecisionsLog)
    return *status_;
  return *people_;
}

const View& Tree::view_of_named(std::string_view text) const {
  if (text.starts_with("at ")) return *what_if_;
  return text.starts_with(kFacetPrefix) ? *facets_ : *together_;
}

std::optional<Attributes> Tree::attributes(const Snapshot& snapshot, Inode inode) const {
  return view_of(inode).attributes(snapshot, inode);
}

std::optional<Entry> Tree::lookup(const Snapshot& snapshot, Inode folder, std::string_view name) const {
  auto entry = view_of(folder).lookup(snapshot, folder, name);
  // The root only names its folders; each one's own view knows its attributes.
  if (entry && folder == kRoot && entry->inode.kind == InodeKind::fixed)
    if (auto known = attributes(snapshot, entry->inode)) entry->attributes = *known;
  return entry;
}

std::vector<Entry> Tree::list(const Snapshot& snapshot, Inode folder) const {
  std::vector<Entry> entries = view_of(folder).list(snapshot, folder);
  if (folder == kRoot)
    for (Entry& entry : entries)
      if (auto known = attributes(snapshot, entry.inode)) entry.attributes = *known;
  return entries;
}

std::optional<std::string> Tree::text(const Snapshot& snapshot, Inode inode) const {
  return view_of(inode).text(snapshot, inode);
}

}  // namespace facefs
