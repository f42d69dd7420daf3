// SPDX-License-Identifier: Apache-2.0
// people/, maybe/ and unknown/: folders that fill themselves with photos, each photo one file under many folders.
#include "fuse/view.h"

namespace facefs {
namespace {

class PeopleView final : public View {
 public:
  using View::View;

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    if (inode.kind == InodeKind::photo) {
      const auto photo = snapshot.photo(inode.photo());
      if (!photo || photo->name.empty()) return std::nullopt;
      return photo_attributes(inode, *photo, snapshot.folders_showing(inode.photo()));
    }
    if (inode == kUnknown) return folder(inode, 0755, snapshot.state_of(*key_of_folder(kUnknownAll)), 1);
    const auto key = key_of_folder(inode);
    if (!key || (is_a_persons(inode) && !is_shown(snapshot, inode))) return std::nullopt;
    const FolderState state = snapshot.state_of(*key);
    const bool holds_folders = inode == kPeople || inode == kMaybe;
    return folder(inode, 0755, state, holds_folders ? state.entries : 0);
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode parent, std::string_view name) const override {
    if (parent == kPeople || parent == kMaybe) return person_entry(snapshot, parent, name);
    if (parent == kUnknown) return name == "all" ? entry(snapshot, name, kUnknownAll) : std::nullopt;
    const auto key = key_of_folder(parent);
    const auto photo = snapshot.photo_named(name);
    if (!key || !photo || !snapshot.shows(*key, *photo)) return std::nullopt;
    return entry(snapshot, name, inode_of(*photo));
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode parent) const override {
    std::vector<Entry> entries;
    if (parent == kUnknown) {
      entries.push_back(*entry(snapshot, "all", kUnknownAll));
    } else if (parent == kPeople || parent == kMaybe) {
      for (const Person& person : snapshot.people())
        if (auto found = person_entry(snapshot, parent, person.record.name)) entries.push_back(std::move(*found));
    } else if (const auto key = key_of_folder(parent)) {
      for (Listed& photo : snapshot.photos_in(*key))
        entries.push_back({photo.record.name, inode_of(photo.id),
                           photo_attributes(inode_of(photo.id), photo.record, snapshot.folders_showing(photo.id))});
    }
    return entries;
  }

 private:
  static bool is_a_persons(Inode inode) { return inode.kind == InodeKind::people || inode.kind == InodeKind::maybe; }

  static bool is_shown(const Snapshot& snapshot, Inode inode) {
    return snapshot.person(inode.person()) && snapshot.is_shown(inode.person());
  }

  static std::optional<FolderKey> key_of_folder(Inode inode) {
    using K = FolderKey::Kind;
    if (inode.kind == InodeKind::people) return FolderKey{K::people, inode.person()};
    if (inode.kind == InodeKind::maybe) return FolderKey{K::maybe, inode.person()};
    if (inode == kPeople) return FolderKey{K::all_people, kNobody};
    if (inode == kMaybe) return FolderKey{K::all_maybe, kNobody};
    if (inode == kUnknownAll) return FolderKey{K::unknown, kNobody};
    return std::nullopt;
  }

  std::optional<Entry> person_entry(const Snapshot& snapshot, Inode parent, std::string_view name) const {
    const auto person = snapshot.person_spelled(name);
    if (!person) return std::nullopt;
    const InodeKind kind = parent == kPeople ? InodeKind::people : InodeKind::maybe;
    return entry(snapshot, person->record.name, inode_of(kind, person->id));
  }

  /// 0644, though every opening for writing is refused: 0444 would draw a lock over each face, make copies read-only
  /// and have `rm` ask.
  Attributes photo_attributes(Inode inode, const PhotoRecord& photo, std::uint32_t links) const {
    Attributes attributes = text_file(inode, photo.stamp.size);
    attributes.st_mode = S_IFREG | 0644;
    attributes.st_nlink = links;
    attributes.st_blocks = static_cast<blkcnt_t>((photo.stamp.size + 511) / 512);
    attributes.st_atim = attributes.st_mtim = timespec_of(photo.stamp.mtime_ns);
    attributes.st_ctim = timespec_of(photo.stamp.ctime_ns);
    return attributes;
  }
};

}  // namespace

std::unique_ptr<View> make_people_view(Owner owner) {
  return std::make_unique<PeopleView>(owner);
}

}  // namespace facefs
