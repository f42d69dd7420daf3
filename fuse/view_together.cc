// SPDX-License-Identifier: Apache-2.0
// together/: queries as folders. Any query can be looked up, live; only pins are listed, each as a link to its query.
#include "fuse/photo_attributes.h"
#include "fuse/view.h"
#include "index/answers/query.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/pins.h"

namespace facefs {
namespace {

constexpr std::string_view kPrefix = "together ";

class TogetherView final : public View {
 public:
  TogetherView(Owner owner, NamedFolders& folders) : View(owner), folders_(folders) {}

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    if (inode == kTogether) return folder(inode, Folders(snapshot).state_of({FolderKey::Kind::together}), 0);
    if (inode.kind == InodeKind::pin) {
      const auto target = text(snapshot, inode);
      return target ? std::optional(link(inode, target->size())) : std::nullopt;
    }
    const auto query = query_of(snapshot, inode);
    return query ? std::optional(folder(inode, newest_state(snapshot, *query), 0)) : std::nullopt;
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode parent, std::string_view name) const override {
    if (parent == kTogether) {
      if (Pins(snapshot).find(name)) return entry(snapshot, name, pin_inode(name));
      const auto query = parse_query(snapshot, name);
      if (!query) return std::nullopt;
      return entry(snapshot, name, folders_.inode_of(std::string(kPrefix) + stored_text(*query)));
    }
    const auto query = query_of(snapshot, parent);
    const auto photo = Photos(snapshot).named(name);
    if (!query || !photo || !holds(*query, Photos(snapshot).folders_of(*photo))) return std::nullopt;
    return photo_entry(snapshot, owner(), *photo);
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode parent) const override {
    std::vector<Entry> entries;
    if (parent == kTogether) {
      for (const auto& [name, query] : Pins(snapshot).all())
        if (auto found = entry(snapshot, name, pin_inode(name))) entries.push_back(std::move(*found));
    } else if (const auto query = query_of(snapshot, parent)) {
      for (const PhotoId photo : photos_for(snapshot, *query)) entries.push_back(photo_entry(snapshot, owner(), photo));
    }
    return entries;
  }

  /// Returns where a pin points: its query, with people's names of today.
  std::optional<std::string> text(const Snapshot& snapshot, Inode inode) const override {
    for (const auto& [name, stored] : Pins(snapshot).all()) {
      if (!(pin_inode(name) == inode)) continue;
      const auto query = parse_query(snapshot, stored);
      if (!query) return std::nullopt;
      return shown_text(*query, [&](PersonId person) { return People(snapshot).get(person).name; });
    }
    return std::nullopt;
  }

 private:
  static Inode pin_inode(std::string_view name) { return {InodeKind::pin, number_of_text(name)}; }

  std::optional<Query> query_of(const Snapshot& snapshot, Inode inode) const {
    const auto text = folders_.text_of(inode);
    if (!text || !text->starts_with(kPrefix)) return std::nullopt;
    return parse_query(snapshot, std::string_view(*text).substr(kPrefix.size()));
  }

  static FolderState newest_state(const Snapshot& snapshot, const Query& query) {
    FolderState newest;
    for (const PersonId person : people_in(query)) {
      const FolderState state = Folders(snapshot).state_of({FolderKey::Kind::people, person});
      if (state.mtime_ns > newest.mtime_ns) newest = state;
    }
    return newest;
  }

  NamedFolders& folders_;
};

}  // namespace

std::unique_ptr<View> make_together_view(Owner owner, NamedFolders& folders) {
  return std::make_unique<TogetherView>(owner, folders);
}

}  // namespace facefs
