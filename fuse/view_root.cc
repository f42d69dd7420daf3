// SPDX-License-Identifier: Apache-2.0
// The root: the folders that are always there, and a link for each person, so that ~/faces/Joey works.
#include <algorithm>
#include <array>

#include "fuse/view.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"

namespace facefs {
namespace {

struct TopFolder {
  std::string_view name;
  Inode inode;
};

// Their attributes are for their own views to tell.
constexpr std::array<TopFolder, 9> kTopFolders = {{
    {"people", kPeople},
    {"maybe", kMaybe},
    {"unknown", kUnknown},
    {"enroll", kEnroll},
    {"ignored", kIgnored},
    {"together", kTogether},
    {"labeled", kLabelled},
    {"faces", kFaceFolders},
    {".status", kStatus},
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
    if (inode == kRoot)
      return folder(inode, 0555, Folders(snapshot).state_of({FolderKey::Kind::root, kNobody}), kTopFolders.size());
    return std::nullopt;
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode, std::string_view name) const override {
    for (const TopFolder& top : kTopFolders)
      if (top.name == name) return Entry{std::string(name), top.inode, {}};
    if (name == ".at") return Entry{std::string(name), kAt, {}};  // for who knows of it: it is not listed
    const auto person = People(snapshot).spelled(name);
    if (!person || !People(snapshot).is_shown(person->id)) return std::nullopt;
    return entry(snapshot, person->record.name, inode_of(InodeKind::root_link, person->id));
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode) const override {
    std::vector<Entry> entries;
    entries.reserve(std::size(kTopFolders));
    for (const TopFolder& top : kTopFolders) entries.push_back({std::string(top.name), top.inode, {}});
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
