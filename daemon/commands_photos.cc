// SPDX-License-Identifier: Apache-2.0
// Commands about single photos: why each face is where it is, or why nothing is known.
#include <algorithm>
#include <stdexcept>

#include "daemon/command_answers.h"
#include "daemon/commands.h"
#include "index/storage/images.h"
#include "index/storage/paths.h"
#include "index/storage/photos.h"
#include "system/path_parts.h"
#include "system/text.h"

namespace facefs {

using Json = Control::Json;

namespace {

/// Returns why a path in the mount is not explained. The file is not looked at from here, because the mount would wait
/// for us.
std::string why_not_behind(const std::string& path, const std::string& mount) {
  if (is_below(path, mount + "/enroll"))
    return "is a reference photo, and the same photo is in no watched folder: .report.txt beside it says what it "
           "teaches";
  return "shows no photo of a watched folder";
}

/// Returns why there is no photo at a path; empty for a regular file.
std::string why_no_file(PhotoFolders::Standing standing) {
  using Standing = PhotoFolders::Standing;
  switch (standing) {
    case Standing::link:
      return "is a link: ask for the photo that it leads to";
    case Standing::folder:
      return "is a folder: name a photo in it";
    case Standing::other:
      return "is not a regular file";
    case Standing::file:
      return "";
    default:
      return "is not there";
  }
}

/// Returns why facefs never knows anything of a path; empty if it may.
std::string why_unknown(const PhotoFolders& folders, const std::string& path, const std::string& mount) {
  if (is_at_or_below(path, mount)) return why_not_behind(path, mount);
  if (std::string why = why_no_file(folders.what_stands_at(path)); !why.empty()) return why;
  const FileKind kind = kind_of_file(folders.open(path));
  if (!is_read(kind) && kind != FileKind::unknown)
    return "is " + std::string(name_of(kind)) + ": facefs reads JPEG, PNG and WebP";
  if (!is_read(kind) && !has_photo_extension(path)) return "is not a picture: facefs reads JPEG, PNG and WebP";
  return "";
}

}  // namespace

/// Returns the face with that number, as `explain` counts them. Throws if there is none.
FaceId Commands::face_of(const std::string& path, std::size_t number) const {
  const Snapshot snapshot(parts_.gallery);
  const auto known = Paths(snapshot).find_at(path);
  const auto photo = known ? Photos(snapshot).find(known->photo) : std::nullopt;
  if (!photo || !photo->image) throw std::runtime_error("'" + escaped(path) + "' is not a photo that facefs knows");
  const auto faces = Images(snapshot).faces_of(*photo->image);
  if (number < 1 || number > faces.size())
    throw std::runtime_error("'" + escaped(path) + "' has " + std::to_string(faces.size()) +
                             " faces: see facefs explain");
  return faces[number - 1].id;
}

std::string Commands::why_unread(const std::string& path) const {
  if (std::string why = why_unknown(parts_.folders, path, parts_.config.mount.string()); !why.empty()) return why;
  if (auto why = parts_.watcher.why_left_out(path)) return std::move(*why);
  const auto& roots = parts_.folders.roots();
  if (std::none_of(roots.begin(), roots.end(), [&](const std::string& root) { return is_below(path, root); }))
    return "is in no watched folder: facefs roots lists them";
  return "has not been read yet: see facefs wait";
}

void Commands::on_explain(const Json& request, const Answer& answer) {
  const std::string path = text_in(request, "photo");
  const Snapshot snapshot(parts_.gallery);
  const auto known = Paths(snapshot).find_at(path);
  if (!known) return answer(failure("'" + escaped(path) + "' " + why_unread(path)));
  const auto photo = Photos(snapshot).find(known->photo);
  if (!photo) return answer(failure("'" + escaped(path) + "' could not be read: see .status/failures.txt"));
  if (photo->failure && !photo->truncated)
    return answer(failure("'" + escaped(path) + "' cannot be read as a picture: " + photo->failure->sentence));
  answer(success(parts_.explainer.explanation_of(snapshot, known->photo)));
}

}  // namespace facefs
