// SPDX-License-Identifier: Apache-2.0
// people/, maybe/, unknown/ and ignored/: folders that fill themselves with photos, each photo one file under many
// folders.
#include <set>

#include "fuse/facets.h"
#include "fuse/mount_folders.h"
#include "fuse/photo_attributes.h"
#include "fuse/tree.h"
#include "fuse/view.h"
#include "index/storage/clusters.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/values/display_name.h"

namespace facefs {
namespace {

class PeopleView final : public View {
 public:
  PeopleView(Owner owner, IncomingFiles& incoming, NamedFolders& folders, bool list_facets)
      : View(owner), incoming_(incoming), folders_(folders), list_facets_(list_facets) {}

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    if (inode.kind == InodeKind::photo) return attributes_of(snapshot, inode, inode.photo());
    if (inode.kind == InodeKind::incoming) return incoming_attributes(snapshot, inode);
    const auto key = folder_of(inode);
    if (!key || !is_there(snapshot, *key)) return std::nullopt;
    return folder(inode, Folders(snapshot).state_of(*key), links_of(snapshot, *key));
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode parent, std::string_view name) const override {
    if (parent == kPeople || parent == kMaybe) return person_entry(snapshot, parent, name);
    if (parent == kUnknown) return group_entry(snapshot, name);
    if (parent.kind == InodeKind::people)
      if (const auto incoming = incoming_.named(parent.person(), name)) return entry(snapshot, name, *incoming);
    if (parent.kind == InodeKind::people && is_facet(name)) return facet_entry(snapshot, parent.person(), name);
    const auto key = folder_of(parent);
    const auto photo = Photos(snapshot).named(name);
    if (!key || !photo || !Folders(snapshot).shows(*key, *photo)) return std::nullopt;
    return entry(snapshot, name, inode_of(*photo));
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode parent) const override {
    std::vector<Entry> entries;
    if (parent == kUnknown) {
      for (const MountFolder& fixed : mount_folders())
        if (fixed.parent == kUnknown && !fixed.name.empty()) add(entries, group_entry(snapshot, fixed.name));
      for (const ClusterId cluster : Clusters(snapshot).all())
        add(entries, group_entry(snapshot, cluster_name(cluster)));
    } else if (parent == kPeople || parent == kMaybe) {
      for (const Person& person : People(snapshot).all())
        add(entries, person_entry(snapshot, parent, person.record.name));
    } else if (const auto key = folder_of(parent)) {
      const bool of_a_person = key->kind == Kind::people;
      add_photos(entries, snapshot, *key, of_a_person ? add_no_photos(entries, snapshot, key->person()) : Names{});
    }
    return entries;
  }

 private:
  using Kind = FolderKey::Kind;
  using Names = std::set<std::string>;

  static void add(std::vector<Entry>& entries, std::optional<Entry> found) {
    if (found) entries.push_back(std::move(*found));
  }

  /// Adds the facets that are listed, and the files that were copied in and are no photos of the gallery. Returns the
  /// names that no photo may have here.
  Names add_no_photos(std::vector<Entry>& entries, const Snapshot& snapshot, PersonId person) const {
    Names taken = {std::string(kByYear), std::string(kWith), std::string(kByFolder)};  // found even when unlisted
    if (list_facets_)
      for (const std::string_view facet : {kByYear, kWith, kByFolder})
        add(entries, facet_entry(snapshot, person, facet));
    for (const Inode inode : incoming_.in(person))
      if (const auto file = incoming_.at(inode); file && !file->photo) {
        add(entries, entry(snapshot, file->place.file, inode));
        taken.insert(file->place.file);
      }
    return taken;
  }

  void add_photos(std::vector<Entry>& entries, const Snapshot& snapshot, const FolderKey& key,
                  const Names& taken) const {
    for (ListedPhoto& photo : Folders(snapshot).photos_in(key))
      if (!taken.contains(photo.record.name))
        entries.push_back(
            {photo.record.name, inode_of(photo.id), photo_attributes(owner(), inode_of(photo.id), photo)});
  }

  static bool is_there(const Snapshot& snapshot, const FolderKey& key) {
    if (key.kind == Kind::people || key.kind == Kind::maybe) return People(snapshot).is_shown(key.person());
    return key.kind != Kind::cluster || Folders(snapshot).state_of(key).entries > 0;
  }

  /// Returns what the folder adds to its link count. A group's count tells its size without opening it.
  static std::uint64_t links_of(const Snapshot& snapshot, const FolderKey& key) {
    const bool counts = key.kind == Kind::all_people || key.kind == Kind::all_maybe || key.kind == Kind::cluster;
    const std::uint64_t fixed = key.kind == Kind::all_unknown ? 2 : 0;
    return fixed + (counts || fixed > 0 ? Folders(snapshot).state_of(key).entries : 0);
  }

  std::optional<Entry> group_entry(const Snapshot& snapshot, std::string_view name) const {
    for (const MountFolder& fixed : mount_folders())
      if (fixed.parent == kUnknown && fixed.name == name) return entry(snapshot, name, fixed.inode);
    const auto cluster = cluster_named(name);
    return cluster ? entry(snapshot, name, inode_of(*cluster)) : std::nullopt;
  }

  std::optional<Entry> person_entry(const Snapshot& snapshot, Inode parent, std::string_view name) const {
    const auto person = People(snapshot).spelled(name);
    if (!person) return std::nullopt;
    const InodeKind kind = parent == kPeople ? InodeKind::people : InodeKind::maybe;
    return entry(snapshot, person->record.name, inode_of(kind, person->id));
  }

  /// Returns the facet's entry. The facet's own view knows its attributes; here it only has to be a folder.
  std::optional<Entry> facet_entry(const Snapshot& snapshot, PersonId person, std::string_view facet) const {
    if (!People(snapshot).is_shown(person)) return std::nullopt;
    const Inode inode = folders_.inode_of(facet_text(person, facet));
    return Entry{std::string(facet), inode, folder(inode, Folders(snapshot).state_of({Kind::people, person}), 0)};
  }

  std::optional<Attributes> attributes_of(const Snapshot& snapshot, Inode inode, PhotoId id) const {
    const auto photo = Photos(snapshot).find_listed(id);
    if (!photo || photo->record.name.empty()) return std::nullopt;
    return photo_attributes(owner(), inode, *photo);
  }

  std::optional<Attributes> incoming_attributes(const Snapshot& snapshot, Inode inode) const {
    const auto file = incoming_.at(inode);
    if (!file) return std::nullopt;
    if (file->photo) return attributes_of(snapshot, inode, *file->photo);
    Attributes attributes{};
    if (::stat(incoming_.path_of(*file).c_str(), &attributes) != 0) return std::nullopt;
    attributes.st_ino = inode.number();
    attributes.st_nlink = 1;
    attributes.st_uid = owner().user;
    attributes.st_gid = owner().group;
    return attributes;
  }

  IncomingFiles& incoming_;
  NamedFolders& folders_;
  const bool list_facets_;
};

}  // namespace

std::unique_ptr<View> make_people_view(Owner owner, IncomingFiles& incoming, NamedFolders& folders, bool list_facets) {
  return std::make_unique<PeopleView>(owner, incoming, folders, list_facets);
}

}  // namespace facefs
