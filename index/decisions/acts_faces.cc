// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <limits>

#include "index/decisions/act_lines.h"
#include "index/decisions/said.h"
#include "index/faces/matcher.h"
#include "index/storage/clusters.h"
#include "index/storage/decision_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

PhotoRecord known_photo(const Update& update, PhotoId photo) {
  const auto record = Photos(update).find(photo);
  if (!record) throw Refusal(ENOENT);
  if (!record->image) throw Refusal(EPERM);
  return *record;
}

/// Whether this face is why the photo stands in that folder.
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

/// The mean of the person's reference faces, where there are any.
std::optional<Embedding> centroid_of(const Update& update, PersonId person) {
  std::vector<Embedding> faces = References(update).faces_of(person);
  if (faces.empty()) return std::nullopt;
  return person_model(person, std::move(faces)).centroid;
}

/// Of these faces the one that is the person; nothing where that would be a guess.
std::optional<NumberedFace> face_of_person(const Update& update, std::vector<NumberedFace> faces, PersonId person) {
  std::erase_if(faces, [&](const NumberedFace& face) {  // who was named by the user is not meant again
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
  return *std::min_element(faces.begin(), faces.end(),
                           [&](const auto& a, const auto& b) { return far_from(a) < far_from(b); });
}

LogEntry photo_line(Verb verb, const Actor& actor, const PhotoRecord& photo, PersonId person) {
  LogEntry line = line_of(verb, actor, person, photo.name);
  line.content = photo.content;
  line.image = photo.image;
  return line;
}

/// With the scale by which the face was judged when the user spoke of it.
LogEntry face_line(const Update& update, Verb verb, const Actor& actor, const PhotoRecord& photo, PersonId person,
                   FaceId face, const Box& box) {
  LogEntry line = photo_line(verb, actor, photo, person);
  line.box = box;
  line.scale = Faces(update).scale_of(face);
  return line;
}

void take_into_gallery(Update& update, const std::vector<LogEntry>& lines) {
  for (const LogEntry& line : lines)
    if (const auto verb = decision_verb(line.verb); verb && line.image)
      DecisionTables(update).add(*line.image, line.seq, {*verb, line.person, line.box.value_or(Box{})});
}

void say(Update& update, DecisionLog& log, std::vector<LogEntry> lines, const RecentAct::Kind& kind) {
  if (lines.empty()) return;
  take_into_gallery(update, log.append(std::move(lines), kind));
}

void say_of_faces(Update& update, DecisionLog& log, const Actor& actor, Verb verb, PhotoId photo,
                  const FolderKey& from) {
  const PhotoRecord record = known_photo(update, photo);
  std::vector<LogEntry> lines;
  for (const NumberedFace& face : faces_meant(update, record, from))
    lines.push_back(face_line(update, verb, actor, record, kNobody, face.id, face.record.box));
  say(update, log, std::move(lines), {actor.process, std::string(name_of(verb)) + " " + text_of(from)});
}

/// Faces of a cluster with a photo that shows each.
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

void say_is(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo, PersonId person, const FolderKey& from,
            bool moved) {
  const PhotoRecord record = known_photo(update, photo);
  log_person(update, log, actor, person);
  std::vector<LogEntry> lines;
  const auto meant = face_of_person(update, faces_meant(update, record, from), person);
  const PersonId other = from.person();
  if (moved && other != kNobody && other != person) lines.push_back(photo_line(Verb::is_not, actor, record, other));
  lines.push_back(meant ? face_line(update, Verb::is, actor, record, person, meant->id, meant->record.box)
                        : photo_line(Verb::is, actor, record, person));
  say(update, log, std::move(lines),
      {actor.process, "is " + text_of(from) + " " + text_of(FolderKey{Kind::people, person})});
}

void say_is_not(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo, const FolderKey& from) {
  const PhotoRecord record = known_photo(update, photo);
  log_person(update, log, actor, from.person());
  say(update, log, {photo_line(Verb::is_not, actor, record, from.person())}, rejection_in(actor, from));
}

void say_ignore(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo, const FolderKey& from) {
  say_of_faces(update, log, actor, Verb::ignore, photo, from);
}

void say_heed(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo) {
  say_of_faces(update, log, actor, Verb::heed, photo, {Kind::ignored});
}

void name_cluster(Update& update, DecisionLog& log, const Actor& actor, ClusterId cluster, PersonId person) {
  std::vector<LogEntry> lines = cluster_lines(update, actor, Verb::is, cluster, person);
  log_person(update, log, actor, person);
  const auto record = People(update).find(person);
  const bool hidden = record && record->visibility == Visibility::hidden;  // its photos would vanish
  if (hidden) lines.insert(lines.begin(), line_of(Verb::show, actor, person));
  say(update, log, std::move(lines), {actor.process, "name " + text_of(FolderKey{Kind::cluster, cluster})});
  if (hidden)
    PeopleTables(update).change(person, [](PersonRecord& changed) { changed.visibility = Visibility::shown; });
}

void name_cluster(Update& update, DecisionLog& log, const Actor& actor, ClusterId cluster, const std::string& name) {
  if (People(update).named(name)) throw Refusal(EEXIST);
  const PersonId person = log.new_person();
  std::vector<LogEntry> lines = cluster_lines(update, actor, Verb::is, cluster, person);
  lines.insert(lines.begin(), line_of(Verb::person, actor, person, name));
  lines = log.append(std::move(lines), {actor.process, "name " + text_of(FolderKey{Kind::cluster, cluster})});
  PersonRecord record;
  record.name = name;
  record.logged = true;
  record.created_ns = lines.front().time_ns;
  record.since = lines.front().seq;
  PeopleTables(update).add(person, record);
  take_into_gallery(update, lines);
}

void ignore_cluster(Update& update, DecisionLog& log, const Actor& actor, ClusterId cluster) {
  say(update, log, cluster_lines(update, actor, Verb::ignore, cluster, kNobody),
      {actor.process, "ignore " + text_of(FolderKey{Kind::cluster, cluster})});
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

std::vector<FaceId> erase_faces(Update& update, DecisionLog& log, const Actor& actor,
                                const std::vector<FaceId>& faces) {
  std::vector<LogEntry> lines;
  std::vector<FaceId> erased;
  for (const FaceId id : faces) {
    const auto face = Faces(update).find(id);
    const std::vector<PhotoId> photos = face ? Images(update).photos_of(face->image) : std::vector<PhotoId>{};
    if (photos.empty()) continue;
    lines.push_back(photo_line(Verb::erase, actor, Photos(update).get(photos[0]), kNobody));
    lines.back().box = face->box;
    lines.back().name.clear();
    erased.push_back(id);
  }
  if (lines.empty()) return erased;
  take_into_gallery(update, log.append(std::move(lines)));
  for (const FaceId id : erased) FaceTables(update).erase_embedding(id);
  return erased;
}

}  // namespace facefs
