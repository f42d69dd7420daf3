// SPDX-License-Identifier: Apache-2.0
// labeled/<name>/ and faces/<name>/: a person's photos with boxes and names, and the person's faces cut out. Nothing is
// made before a file is read (index/answers/picture.h).
#include "fuse/view.h"
#include "index/answers/picture.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"

namespace facefs {
namespace {

class PicturesView final : public View {
 public:
  using View::View;

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    switch (inode.kind) {
      case InodeKind::fixed:
        return folder(inode, Folders(snapshot).state_of({FolderKey::Kind::all_people}), 0);
      case InodeKind::labelled_folder:
      case InodeKind::faces_folder:
        if (!People(snapshot).is_shown(inode.person())) return std::nullopt;
        return folder(inode, Folders(snapshot).state_of({FolderKey::Kind::people, inode.person()}), 0);
      case InodeKind::labelled: {
        const auto photo = Photos(snapshot).find(inode.photo());
        if (!photo || !photo->image || photo->name.empty()) return std::nullopt;
        return file(inode, labelled_bytes(*photo->image), *photo);
      }
      default: {
        const auto picture = face_crop_of(snapshot, inode.face());
        if (!picture) return std::nullopt;
        return file(inode, picture->bytes, Photos(snapshot).get(picture->photo));
      }
    }
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode parent, std::string_view name) const override {
    if (parent == kLabelled || parent == kFaceFolders) {
      const auto person = People(snapshot).spelled(name);
      if (!person) return std::nullopt;
      const auto kind = parent == kLabelled ? InodeKind::labelled_folder : InodeKind::faces_folder;
      return entry(snapshot, person->record.name, inode_of(kind, person->id));
    }
    if (parent.kind == InodeKind::faces_folder) return crop_named(snapshot, parent.person(), name);
    const auto photo = photo_of_labelled(snapshot, name);
    if (!photo || !Folders(snapshot).shows({FolderKey::Kind::people, parent.person()}, *photo)) return std::nullopt;
    return entry(snapshot, name, Inode{InodeKind::labelled, number_of(*photo)});
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode parent) const override {
    std::vector<Entry> entries;
    const auto add = [&](std::optional<Entry> found) {
      if (found) entries.push_back(std::move(*found));
    };
    if (parent == kLabelled || parent == kFaceFolders) {
      for (const Person& person : People(snapshot).all()) add(lookup(snapshot, parent, person.record.name));
      return entries;
    }
    for (const ListedPhoto& photo : Folders(snapshot).photos_in({FolderKey::Kind::people, parent.person()})) {
      if (parent.kind == InodeKind::labelled_folder)
        add(entry(snapshot, labelled_name(photo.record.name, photo.id),
                  Inode{InodeKind::labelled, number_of(photo.id)}));
      else
        for (Entry& crop : crops_of(snapshot, parent.person(), photo.id, photo.record))
          entries.push_back(std::move(crop));
    }
    return entries;
  }

 private:
  Attributes file(Inode inode, std::uint32_t bytes, const PhotoRecord& photo) const {
    Attributes attributes = text_file(inode, bytes);
    attributes.st_blocks = static_cast<blkcnt_t>(bytes / 512);
    attributes.st_atim = attributes.st_mtim = timespec_of(photo.stamp.mtime_ns);
    attributes.st_ctim = timespec_of(photo.stamp.ctime_ns);
    return attributes;
  }

  std::vector<Entry> crops_of(const Snapshot& snapshot, PersonId person, PhotoId id, const PhotoRecord& photo) const {
    std::vector<Entry> entries;
    std::size_t number = 0;
    for (const NumberedFace& face : Images(snapshot).faces_of(*photo.image)) {
      const Match& match = face.record.match;
      if (match.verdict != Verdict::certain || match.person != person) continue;
      const Inode inode{InodeKind::crop, number_of(face.id)};
      entries.push_back({crop_name(face.record, photo.name, id, ++number), inode, file(inode, kCropBytes, photo)});
    }
    return entries;
  }

  std::optional<Entry> crop_named(const Snapshot& snapshot, PersonId person, std::string_view name) const {
    const auto photo = photo_of_crop(snapshot, name);
    if (!photo || !Folders(snapshot).shows({FolderKey::Kind::people, person}, *photo)) return std::nullopt;
    for (Entry& crop : crops_of(snapshot, person, *photo, Photos(snapshot).get(*photo)))
      if (crop.name == name) return std::move(crop);
    return std::nullopt;
  }
};

}  // namespace

std::unique_ptr<View> make_pictures_view(Owner owner) {
  return std::make_unique<PicturesView>(owner);
}

}  // namespace facefs
