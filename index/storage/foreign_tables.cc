// SPDX-License-Identifier: Apache-2.0
#include "index/storage/foreign_tables.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "index/storage/cluster_tables.h"
#include "index/storage/clusters.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/images.h"
#include "index/values/keys.h"

namespace facefs {
namespace {

std::string_view detector_in(std::string_view models) {
  return models.substr(0, models.find('/'));
}

/// Tells whether the new faces are those that there were, in their order.
bool are_the_same(const std::vector<NumberedFace>& before, const std::vector<Face>& after) {
  return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [](const NumberedFace& a, const Face& b) { return overlap(a.record.box, b.box) >= kSameFace; });
}

const NumberedFace* face_at(const std::vector<NumberedFace>& faces, const Box& box) {
  const auto found = std::max_element(faces.begin(), faces.end(), [&](const NumberedFace& a, const NumberedFace& b) {
    return overlap(a.record.box, box) < overlap(b.record.box, box);
  });
  return found != faces.end() && overlap(found->record.box, box) >= kSameFace ? &*found : nullptr;
}

}  // namespace

void ForeignTables::read_with(const std::string& models) {
  std::vector<std::pair<ImageKey, ImageRecord>> nobody;  // images in which the same detector found nobody
  std::uint64_t images = 0, shown = 0, faces = 0, shown_faces = 0;
  Images(update()).each([&](const ImageKey& key, const ImageRecord& image) {
    if (image.models == models) return true;
    if (image.faces == 0 && detector_in(image.models) == detector_in(models)) {
      nobody.emplace_back(key, image);
      return true;
    }
    ++images;
    faces += image.faces;
    if (image.photos == 0) return true;
    ++shown;
    shown_faces += image.faces;
    return true;
  });
  for (auto& [key, image] : nobody) {
    image.models = models;
    put(tables().image, key_of(key), image);
  }
  update().set_text("models", models);
  // The next start matches every face (index/upkeep/match_upkeep.cc).
  update().set_counter("matched_with", 0);
  update().set_counter("foreign_images", images);
  update().set_counter("foreign_shown", shown);
  update().set_counter("foreign_faces", shown_faces);
  const bool is_held = faces > 0 || ForeignFaces(update()).are_any_references();
  update().set_counter("matching_held", is_held ? 1 : 0);
  update().set_counter("grouping_held", is_held ? 1 : 0);
}

void ForeignTables::release_matching() {
  update().set_counter("matching_held", 0);
}

void ForeignTables::release_grouping() {
  update().set_counter("grouping_held", 0);
}

void ForeignTables::count_shown(const ImageRecord& image, int difference) {
  if (!ForeignFaces(update()).is_foreign(image)) return;
  update().add_to_counter("foreign_shown", difference);
  update().add_to_counter("foreign_faces", difference * static_cast<std::int64_t>(image.faces));
}

void ForeignTables::read_again(const NewFaces& found) {
  const auto before = Images(update()).find(found.image);
  if (!before || before->models == found.models) return;
  if (before->photos > 0) count_shown(*before, -1);
  if (are_the_same(Images(update()).faces_of(found.image), found.faces))
    renew(*before, found);
  else
    replace(*before, found);
  update().add_to_counter("foreign_images", -1);
}

/// Gives each face its new numbers.
void ForeignTables::renew(const ImageRecord& before, const NewFaces& found) {
  const std::vector<NumberedFace> faces = Images(update()).faces_of(found.image);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    FaceRecord record = faces[i].record;
    record.box = found.faces[i].box;
    record.landmarks = found.faces[i].landmarks;
    record.score = found.faces[i].score;
    record.quality = found.faces[i].quality;
    put(tables().face, key_of(faces[i].id), record);
    PhotoTables(update()).put_embedding(faces[i].id, found.image, found.faces[i]);
    outdated().faces.insert(faces[i].id);
  }
  ImageRecord image = before;
  image.models = found.models;
  put(tables().image, key_of(found.image), image);
}

/// Puts other faces in the place of those that there were. Those that show the same keep their match and their group.
void ForeignTables::replace(const ImageRecord& before, const NewFaces& found) {
  const std::vector<NumberedFace> faces = Images(update()).faces_of(found.image);
  const ImageRecord image = PhotoTables(update()).put_faces(found, before.photos);
  for (std::size_t i = 0; i < found.faces.size(); ++i) {
    const auto id = static_cast<FaceId>(number_of(image.first_face) + i);
    const NumberedFace* const same = face_at(faces, found.faces[i].box);
    outdated().faces.insert(id);
    if (!same) continue;
    const auto cluster = Clusters(update()).of(same->id);
    FaceRecord record = *Faces(update()).find(id);
    record.match = same->record.match;
    put(tables().face, key_of(id), record);
    if (cluster) ClusterTables(update()).set(id, cluster);
  }
  for (const NumberedFace& face : faces) {
    ClusterTables(update()).set(face.id, std::nullopt);
    FaceTables(update()).erase(face.id);
    outdated().faces.insert(face.id);
  }
  if (before.photos > 0)
    update().add_to_counter("faces", static_cast<std::int64_t>(image.faces) - static_cast<std::int64_t>(before.faces));
}

}  // namespace facefs
