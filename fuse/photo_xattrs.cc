// SPDX-License-Identifier: Apache-2.0
#include "fuse/photo_xattrs.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "fuse/stale_mount.h"
#include "fuse/tree.h"
#include "index/answers/explain.h"
#include "index/answers/picture.h"
#include "index/storage/folders.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"
#include "system/text.h"

namespace facefs {
namespace {

constexpr std::string_view kPath = "user.facefs.path";
constexpr std::string_view kPeopleNames = "user.facefs.people";
constexpr std::string_view kFaces = "user.facefs.faces";
constexpr std::string_view kStatusName = "user.facefs.status";
constexpr std::string_view kTags = "user.xdg.tags";
constexpr std::string_view kCount = "user.facefs.count";

std::optional<std::string> own_cap_of(const Snapshot& snapshot, PersonId id) {
  const auto person = People(snapshot).find(id);
  if (!person || person->certain <= 0) return std::nullopt;
  std::array<char, 16> text;
  std::snprintf(text.data(), text.size(), "%.4g", static_cast<double>(person->certain));
  return text.data();
}

std::optional<std::string> of_photo(const Snapshot& snapshot, const Explainer& explainer, PhotoId id,
                                    std::string_view name) {
  const auto photo = Photos(snapshot).find(id);
  if (!photo) return std::nullopt;
  if (name == kPath) return Paths(snapshot).path_of(photo->shown);
  if (name == kPeopleNames || name == kTags) return people_in(snapshot, id);
  if (name == kFaces) return json_text(explainer.explanation_of(snapshot, id));
  if (name == kStatusName) return photo->truncated ? "truncated" : "indexed";
  return std::nullopt;
}

/// Returns the photo behind a picture that was drawn, or behind a reference whose content is in a watched folder, too.
std::optional<PhotoId> photo_behind(const Snapshot& snapshot, const EnrollFiles& files, Inode inode) {
  if (inode.kind == InodeKind::labelled) return inode.photo();
  if (inode.kind == InodeKind::crop) {
    const auto picture = face_crop_of(snapshot, inode.face());
    return picture ? std::optional(picture->photo) : std::nullopt;
  }
  const auto place = inode.kind == InodeKind::reference ? files.place_of(inode) : std::nullopt;
  const auto reference = place ? References(snapshot).find(place->person, place->file) : std::nullopt;
  return reference ? Photos(snapshot).with(reference->content) : std::nullopt;
}

std::optional<std::string> path_behind(const Snapshot& snapshot, const EnrollFiles& files, Inode inode) {
  const auto id = photo_behind(snapshot, files, inode);
  const auto photo = id ? Photos(snapshot).find(*id) : std::nullopt;
  return photo && !photo->name.empty() ? std::optional(Paths(snapshot).path_of(photo->shown)) : std::nullopt;
}

std::optional<std::string> of_reference(const Snapshot& snapshot, const EnrollFiles& files, Inode inode,
                                        std::string_view name) {
  const auto place = files.place_of(inode);
  if (name != kStatusName || !place) return std::nullopt;
  const auto reference = References(snapshot).find(place->person, place->file);
  return std::string(name_of(reference ? reference->verdict : EnrolVerdict::waiting));
}

}  // namespace

std::optional<std::string> xattr_value(const Snapshot& snapshot, const Explainer& explainer, const EnrollFiles& files,
                                       Inode inode, std::string_view name) {
  if (inode.kind == InodeKind::photo) return of_photo(snapshot, explainer, inode.photo(), name);
  if (name == kPath) return path_behind(snapshot, files, inode);
  if (inode.kind == InodeKind::reference) return of_reference(snapshot, files, inode, name);
  if (inode == kRoot && name == kServerXattr) return std::to_string(::getpid());
  if (inode.kind == InodeKind::people && name == kCertain) return own_cap_of(snapshot, inode.person());
  if (const auto folder = folder_of(inode); folder && name == kCount)
    return std::to_string(Folders(snapshot).state_of(*folder).entries);
  return std::nullopt;
}

}  // namespace facefs
