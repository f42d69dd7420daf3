// SPDX-License-Identifier: Apache-2.0
// The root: the folders that are always there, and a link for each person, so that ~/faces/Joey works.
#include <algorithm>
#include <array>

#include "fuse/view.h"

namespace facefs {
namespace {

struct TopFolder {
  std::string_view name;
  Inode inode;
  mode_t mode;
};

constexpr std::array<TopFolder, 5> kTopFolders = {{
    {"people", kPeople, 0555},
    {"maybe", kMaybe, 0555},
    {"unknown", kUnknown, 0555},
    {"enroll", kEnroll, 0755},
    {".status", kStatus, 0555},
}};

class RootView final : public View {
 public:
  using View::View;

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    if (inode.kind == InodeKind::root_link) {
      const auto target = text(snapshot, inode);
      if (!target) return std::nullopt;
      return link(inode, target->size());
    }
    if (inode == kRoot) return folder(inode, 0555, snapshot.state_of({FolderKey::Kind::root, kNobody}), kTopFolders.size());
    return std::nullopt;
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode, std::string_view name) const override {
    for (const TopFolder& top : kTopFolders)
      if (top.name == name) return top_entry(top);
    const auto person = snapshot.person_named(name);
    if (!person || snapshot.person(*person)->name != name || !snapshot.is_shown(*person)) return std::nullopt;
    return entry(snapshot, name, inode_of(InodeKind::root_link, *person));
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode) const override {
    std::vector<Entry> entries;
    for (const TopFolder& top : kTopFolders) entries.push_back(top_entry(top));
    for (const Person& person : snapshot.people())
      if (snapshot.is_shown(person.id))
        entries.push_back(*entry(snapshot, person.record.name, inode_of(InodeKind::root_link, person.id)));
    return entries;
  }

  std::optional<std::string> text(const Snapshot& snapshot, Inode inode) const override {
    const auto person = inode.kind == InodeKind::root_link ? snapshot.person(inode.person()) : std::nullopt;
    if (!person) return std::nullopt;
    return "people/" + person->name;
  }

 private:
  Entry top_entry(const TopFolder& top) const {
    return {std::string(top.name), top.inode, folder(top.inode, top.mode, {}, 0)};
  }
};

}  // namespace

std::unique_ptr<View> make_root_view(Owner owner) { return std::make_unique<RootView>(owner); }

}  // namespace facefs
