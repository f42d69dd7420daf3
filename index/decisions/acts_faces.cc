// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <limits>

#include "index/decisions/act_context.h"
#include "index/decisions/act_lines.h"
#include "index/decisions/decision_state.h"
#include "index/faces/matcher.h"
#include "index/storage/clusters.h"
#include "index/storage/decision_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/folders.h"
#include "index/storage/gallery_space.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

/// Tells whether the photo is in that folder because of this face.
bool belongs_in(const Update& update, const NumberedFace& face, const FolderKey& folder) {
  const Match& match = face.record.match;
  const bool unknown = face.record.is_unknown();
  switch (folder.kind) {
    case Kind::people:
      return match.verdict == Verdict::certain && match.person == folder.person();
    case Kind::maybe:
      return match.verdict == Verdict::maybe && match.person == folder.person();
    case Kind::cluster:
      return unknown && Clusters(update).of(face.id) == static_cast<ClusterId>(folder.number);
    case Kind::unknown_single:
      return unknown && !Clusters(update).of(face.id);
    case Kind::unknown:
      return unknown;
    case Kind::ignored:
      return face.record.is_ignored();
    default:
      return true;
  }
}

std::vector<NumberedFace> faces_meant(const Update& update, const PhotoRecord& photo, const FolderKey& from) {
  std::vector<NumberedFace> faces = Images(update).faces_of(*photo.image);
  std::erase_if(faces, [&](const NumberedFace& face) { return !belongs_in(update, face, from); });
  return faces;
}

/// Returns the mean of the person's reference faces; nothing where there are none.
std::optional<Embedding> centroid_of(const Update& update, PersonId person) {
  const std::vector<Embedding> faces = References(update).faces_of(person);
  if (faces.empty()) return std::nullopt;
  return centre_of(faces, space_of(update));
}

/// Returns the one of these faces that is the person; nothing where that would be a guess.
std::optional<NumberedFace> face_of_person(const Update& update, std::vector<NumberedFace> faces, PersonId person) {
  std::erase_if(faces, [&](const NumberedFace& face) {  // a face that the user named as another person is not meant
    const Match& match = face.record.match;
    return match.rule == Rule::decision && match.verdict == Verdict::certain && match.person != person;
  });
  if (faces.empty()) return std::nullopt;
  if (faces.size() == 1) return faces[0];
  const auto centroid = centroid_of(update, person);
  if (!centroid) return std::nullopt;
  const auto far_from = [&](const NumberedFace& face) {
    const auto embedding = Faces(update).embedding(face.id);
    return embedding ? distance(*embedding, *centroid) : std::numeric_limits<float>::infinity();
  };
  const auto nearest = std::min_element(faces.begin(), faces.end(),
                                        [&](const auto& a, const auto& b) { return far_from(a) < far_from(b); });
  if (std::isinf(far_from(*nearest))) return std::nullopt;
  return *nearest;
}

LogEntry photo_line(Verb verb, const Actor& actor, const PhotoRecord& photo, PersonId person) {
  LogEntry line = line_of(verb, actor, person, photo.name);
  line.content = photo.content;
  line.image = photo.image;
  return line;
}

/// Returns a line about a face, with the scale by which the face was judged when the user acted.
LogEntry face_line(const Update& update, Verb verb, const Actor& actor, const PhotoRecord& photo, PersonId person,
                   FaceId face, const Box& box) {
  LogEntry line = photo_line(verb, actor, photo, person);
  line.box = box;
  line.scale = Faces(update).scale_of(face);
  return line;
}

void put_decisions(Update& update, const std::vector<LogEntry>& lines) {
  for (const LogEntry& line : lines)
    if (const auto verb = decision_verb(line.verb); verb && line.image)
      DecisionTables(update).add(*line.image, line.seq, {*verb, line.person, line.box.value_or(Box{})});
}

void say(const ActContext& in, std::vector<LogEntry> lines, std::string what) {
  if (lines.empty()) return;
  put_decisions(in.update, in.log.append(std::move(lines), {in.actor.process, std::move(what)}));
}

void say_of_faces(const ActContext& in, Verb verb, PhotoId photo, const FolderKey& from) {
  const PhotoRecord record = photo_to_decide(in.update, photo);
  std::vector<LogEntry> lines;
  for (const NumberedFace& face : faces_meant(in.update, record, from))
    lines.push_back(face_line(in.update, verb, in.actor, record, kNobody, face.id, face.record.box));
  say(in, std::move(lines), std::string(name_of(verb)) + " " + text_of(from));
}

/// Returns a line for each face of the cluster that a photo shows. Throws Refusal: ENOENT where there is none.
std::vector<LogEntry> cluster_lines(const Update& update, const Actor& actor, Verb verb, ClusterId cluster,
                                    PersonId person) {
  std::vector<LogEntry> lines;
  for (const FaceId id : Clusters(update).faces_in(cluster)) {
    const auto face = Faces(update).find(id);
    if (!face) continue;
    const std::vector<PhotoId> photos = Images(update).photos_of(face->image);
    if (photos.empty()) continue;
    lines.push_back(face_line(update, verb, actor, Photos(update).get(photos[0]), person, id, face->box));
  }
  if (lines.empty()) throw Refusal(ENOENT);
  return lines;
}

}  // namespace

PhotoRecord photo_to_decide(const Update& update, PhotoId photo) {
  const auto record = Photos(update).find(photo);
  if (!record) throw Refusal(ENOENT);
  if (!record->image) throw Refusal(EPERM);
  return *record;
}

void apply(const ActContext& in, const SayIs& deed) {
  const PhotoRecord record = photo_to_decide(in.update, deed.photo);
  log_person(in, deed.person);
  std::vector<LogEntry> lines;
  const auto meant = face_of_person(in.update, faces_meant(in.update, record, deed.from), deed.person);
  const PersonId other = deed.from.person();
  if (deed.moved && other != kNobody && other != deed.person)
    lines.push_back(photo_line(Verb::is_not, in.actor, record, other));
  lines.push_back(meant ? face_line(in.update, Verb::is, in.actor, record, deed.person, meant->id, meant->record.box)
                        : photo_line(Verb::is, in.actor, record, deed.person));
  say(in, std::move(lines), "is " + text_of(deed.from) + " " + text_of(FolderKey{Kind::people, deed.person}));
}

void apply(const ActContext& in, const SayIsNot& deed) {
  const PhotoRecord record = photo_to_decide(in.update, deed.photo);
  log_person(in, deed.from.person());
  say(in, {photo_line(Verb::is_not, in.actor, record, deed.from.person())}, rejection_in(in.actor, deed.from).what);
}

void apply(const ActContext& in, const Ignore& deed) {
  say_of_faces(in, Verb::ignore, deed.photo, deed.from);
}

void apply(const ActContext& in, const Unignore& deed) {
  say_of_faces(in, Verb::unignore, deed.photo, {Kind::ignored});
}

namespace {

std::string naming_of(ClusterId cluster) {
  return "name " + text_of(FolderKey{Kind::cluster, cluster});
}

void name_cluster(const ActContext& in, ClusterId cluster, PersonId person) {
  std::vector<LogEntry> lines = cluster_lines(in.update, in.actor, Verb::is, cluster, person);
  log_person(in, person);
  const auto record = People(in.update).find(person);
  const bool hidden = record && record->visibility == Visibility::hidden;  // the photos would vanish
  if (hidden) lines.insert(lines.begin(), line_of(Verb::show, in.actor, person));
  say(in, std::move(lines), naming_of(cluster));
  if (hidden)
    PeopleTables(in.update).change(person, [](PersonRecord& changed) { changed.visibility = Visibility::shown; });
}

void name_cluster(const ActContext& in, ClusterId cluster, const std::string& name) {
  if (People(in.update).named(name)) throw Refusal(EEXIST);
  const PersonId person = in.log.new_person();
  std::vector<LogEntry> lines = cluster_lines(in.update, in.actor, Verb::is, cluster, person);
  lines.insert(lines.begin(), line_of(Verb::person, in.actor, person, name));
  lines = in.log.append(std::move(lines), {in.actor.process, naming_of(cluster)});
  PersonRecord record;
  record.name = name;
  record.logged = true;
  record.created_ns = lines.front().time_ns;
  record.since = lines.front().seq;
  PeopleTables(in.update).add(person, record);
  put_decisions(in.update, lines);
}

}  // namespace

void apply(const ActContext& in, const NameCluster& deed) {
  if (deed.person != kNobody)
    name_cluster(in, deed.cluster, People(in.update).resolved(deed.person));
  else
    name_cluster(in, deed.cluster, deed.name);
}

void apply(const ActContext& in, const IgnoreCluster& deed) {
  say(in, cluster_lines(in.update, in.actor, Verb::ignore, deed.cluster, kNobody),
      "ignore " + text_of(FolderKey{Kind::cluster, deed.cluster}));
}

std::vector<FaceId> faces_of_person(const Snapshot& snapshot, PersonId person) {
  std::vector<FaceId> faces;
  for (const PhotoId photo : Folders(snapshot).photo_ids_in({Kind::people, person})) {
    const PhotoRecord record = Photos(snapshot).get(photo);
    if (!record.image) continue;
    for (const NumberedFace& face : Images(snapshot).faces_of(*record.image))
      if (face.record.match.verdict == Verdict::certain && face.record.match.person == person) faces.push_back(face.id);
  }
  std::sort(faces.begin(), faces.end());
  faces.erase(std::unique(faces.begin(), faces.end()), faces.end());
  return faces;
}

Applied apply(const ActContext& in, const EraseFaces& deed) {
  std::vector<LogEntry> lines;
  std::vector<FaceId> erased;
  for (const FaceId id : deed.faces) {
    const auto face = Faces(in.update).find(id);
    const std::vector<PhotoId> photos = face ? Images(in.update).photos_of(face->image) : std::vector<PhotoId>{};
    if (photos.empty()) continue;
    lines.push_back(photo_line(Verb::erase, in.actor, Photos(in.update).get(photos[0]), kNobody));
    lines.back().box = face->box;
    lines.back().name.clear();
    erased.push_back(id);
  }
  if (lines.empty()) return {};
  put_decisions(in.update, in.log.append(std::move(lines)));
  for (const FaceId id : erased) FaceTables(in.update).erase_embedding(id);
  return {.erased = std::move(erased)};
}

}  // namespace facefs
