// SPDX-License-Identifier: Apache-2.0
// The root: the folders that are always there, and a link for each person, so that ~/faces/Joey works.
#include <algorithm>

#include "fuse/mount_folders.h"
#include "fuse/view.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"

namespace facefs {
namespace {

bool is_in_root(const MountFolder& folder) {
  return folder.parent == kRoot && !folder.name.empty();
}

/// Returns the entry without attributes, which the folder's own view knows.
Entry entry_of(const MountFolder& folder) {
  return {std::string(folder.name), folder.inode, {}};
}

class RootView final : public View {
 public:
  using View::View;

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    if (inode.kind == InodeKind::root_link) {
      const auto target = text(snapshot, inode);
      if (!target) return std::nullopt;
      return link(inode, target->size());
    }
    if (inode != kRoot) return std::nullopt;
    const auto listed = std::count_if(mount_folders().begin(), mount_folders().end(),
                                      [](const MountFolder& one) { return is_in_root(one) && one.is_listed; });
    return folder(inode, Folders(snapshot).state_of({FolderKey::Kind::root, kNobody}),
                  static_cast<std::uint64_t>(listed));
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode, std::string_view name) const override {
    for (const MountFolder& top : mount_folders())  // also one that is not listed, for users who know of it
      if (is_in_root(top) && top.name == name) return entry_of(top);
    const auto person = People(snapshot).spelled(name);
    if (!person || !People(snapshot).is_shown(person->id)) return std::nullopt;
    return entry(snapshot, person->record.name, inode_of(InodeKind::root_link, person->id));
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode) const override {
    std::vector<Entry> entries;
    for (const MountFolder& top : mount_folders())
      if (is_in_root(top) && top.is_listed) entries.push_back(entry_of(top));
    for (const Person& person : People(snapshot).all())
      if (People(snapshot).is_shown(person.id))
        entries.push_back(*entry(snapshot, person.record.name, inode_of(InodeKind::root_link, person.id)));
    return entries;
  }

  std::optional<std::string> text(const Snapshot& snapshot, Inode inode) const override {
    const auto person = inode.kind == InodeKind::root_link ? People(snapshot).find(inode.person()) : std::nullopt;
    if (!person) return std::nullopt;
    return "people/" + person->name;
  }
};

}  // namespace

std::unique_ptr<View> make_root_view(Owner owner) {
  return std::make_unique<RootView>(owner);
}

}  // namespace facefs
