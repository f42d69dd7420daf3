// SPDX-License-Identifier: Apache-2.0
#include "daemon/findings.h"

#include <algorithm>
#include <map>

#include "index/faces/enrolment.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/foreign_tables.h"
#include "index/storage/gallery_space.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/photo_tables.h"
#include "index/storage/photos.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"
#include "index/values/record_codec.h"
#include "system/path_parts.h"

namespace facefs {
namespace {

constexpr std::chrono::seconds kAfterAFault{20};

/// Returns when each file that is there began to teach, in nanoseconds since 1970. The key is the user's name of the
/// file. The times never fall in the order of the log. If a clock was set back in between, the later file counts as two
/// seconds later than the one before.
std::map<std::string, std::uint64_t> arrivals_of(const Snapshot& snapshot, PersonId person,
                                                 const std::filesystem::path& folder) {
  constexpr std::uint64_t kApart = 2'000'000'000;
  std::map<std::uint64_t, ReferenceFileRecord> in_order;
  for (const auto& [file, named] : References(snapshot).files_of(person))
    if (std::filesystem::exists(folder / file)) in_order[named.since] = named;
  std::map<std::string, std::uint64_t> came;
  std::uint64_t last = 0;
  for (const auto& [since, named] : in_order) {
    last = named.came_ns >= last ? named.came_ns : last + kApart;
    came[named.name] = last;
  }
  return came;
}

bool is_of_the_content(Reason reason) {
  return reason == Reason::empty || reason == Reason::not_an_image || reason == Reason::truncated ||
         reason == Reason::unsupported;
}

/// Returns a path's place. Adds its folder if that is new to the gallery.
FilePlace place_for(Update& update, const std::string& path) {
  return {PathTables(update).folder_for(folder_part(path)), name_part(path)};
}

}  // namespace

void Findings::apply(Update& update, PhotoRead& read) {
  if (!read.is_current) return;  // a file that is gone was told already; one that has changed is looked at again
  const FilePlace place = place_for(update, read.path);
  PhotoId photo = kNoPhoto;
  if (const auto known = Photos(update).with(read.content)) {
    photo = *known;
  } else if (const auto* faces = std::get_if<NewFaces>(&read.found)) {
    if (faces->known && !Images(update).find(faces->image))
      return;  // the gallery was made anew since: it is read again
    photo = PhotoTables(update).add(read.content, *faces);
  } else if (const auto* why = std::get_if<Unreadable>(&read.found)) {
    // A fault of the bytes holds at every path. A fault of the moment is noted for this file alone.
    schedule_.photos_changed();  // another photo may have been at this path
    if (!is_of_the_content(why->reason)) return PathTables(update).fail(place, read.stamp, *why);
    photo = PhotoTables(update).add(read.content, *why);
  }
  if (photo == kNoPhoto) return;  // known when it was read, erased since: the next scan reads it again
  if (const auto* faces = std::get_if<NewFaces>(&read.found); faces && !faces->known)
    ForeignTables(update).read_again(*faces);
  PathTables(update).set(place, read.stamp, photo);
  schedule_.photos_changed();
  if (const auto record = Photos(update).find(photo); record && record->image)
    schedule_.match_image(update, *record->image);
}

void Findings::apply(Update& update, PhotoFailed& failed) {
  PathTables(update).fail(place_for(update, failed.path), failed.stamp, failed.why);
  schedule_.photos_changed();
}

void Findings::apply(Update& update, PathGone& gone) {
  const auto place = Paths(update).place_at(gone.path);
  if (!place || !Paths(update).find(*place)) return;
  PathTables(update).remove(*place);
  schedule_.photos_changed();
}

void Findings::apply(Update& update, FolderGone& gone) {
  std::vector<FolderId> below;
  Paths(update).each_folder([&](FolderId id, std::string_view path) {
    if (is_at_or_below(path, gone.path)) below.push_back(id);
  });
  for (const FolderId id : below) PathTables(update).remove_folder(id);
  if (!below.empty()) schedule_.photos_changed();
}

void Findings::apply(Update& update, ReferenceRead& read) {
  const auto stored = References(update).file(read.person, name_part(read.path));
  if (stored && stored->name != read.file) return;  // it was renamed meanwhile, and is read under its new name
  if (!People(update).find(read.person) || !read.is_current) return;
  if (read.reading) ReferenceTables(update).put_reading(read.content, *read.reading);
  ReferenceTables(update).put(read.person, read.file, {read.stamp, read.content, EnrolVerdict::waiting, "", 0});
  judge_references(update, read.person);
}

void Findings::apply(Update& update, ReferenceGone& gone) {
  if (!References(update).find(gone.person, gone.file)) return;
  ReferenceTables(update).erase(gone.person, gone.file);
  judge_references(update, gone.person);
}

bool Findings::is_of_this_gallery(const GalleryDamaged& damaged) const {
  return damaged.generation == gallery_.generation();
}

void Findings::apply(Update&, const GalleryDamaged& damaged) const {
  if (is_of_this_gallery(damaged)) throw BadRecord(damaged.sentence);
}

void Findings::apply(Update& update, ClustersFound& found_clusters) {
  if (found_clusters.generation != gallery_.generation()) return schedule_.drop_search(MatchSchedule::Clock::now());
  if (!found_clusters.found) return schedule_.drop_search(MatchSchedule::Clock::now() + kAfterAFault);
  schedule_.take(update, *found_clusters.found);
  gallery_.keep_cluster_numbers(update.snapshot().counter("clusters_made"));
}

void Findings::judge_references(Update& update, PersonId person) {
  const std::vector<Reference> references = References(update).of(person);
  std::vector<ReferenceReading> readings;
  std::vector<std::uint64_t> arrived;
  const std::map<std::string, std::uint64_t> came = arrivals_of(update, person, references_of_(person));
  for (const Reference& reference : references) {
    readings.push_back(References(update).reading(reference.record.content).value_or(ReferenceReading{}));
    if (const auto known = came.find(reference.file); known != came.end()) arrived.push_back(known->second);
  }
  // Two networks' faces cannot be compared: the verdicts stay until the last photo was read again.
  const auto is_foreign = [&](const ReferenceReading& reading) { return ForeignFaces(update).is_foreign(reading); };
  if (std::any_of(readings.begin(), readings.end(), is_foreign)) return;
  if (arrived.size() < references.size()) arrived.clear();  // one is not in the log yet: all are judged again then
  const std::vector<EnrolledPhoto> judged = enrol(readings, space_of(update.snapshot()), arrived);
  for (std::size_t i = 0; i < references.size(); ++i) {
    ReferenceRecord record = references[i].record;
    record.verdict = judged[i].verdict;
    record.sentence = judged[i].sentence;
    record.face = judged[i].face;
    ReferenceTables(update).put(person, references[i].file, record);
  }
  schedule_.people_changed();
}

void Findings::apply(Update& update, const FirstReadAgain& first) {
  if (first.generation != gallery_.generation()) return;  // it is asked again of this one
  ForeignTables(update).release_matching();
  schedule_.match_all_anew(update);
}

void Findings::apply(Update& update, const AllReadAgain& all) {
  if (all.generation != gallery_.generation()) return;
  ForeignTables(update).release_grouping();
  schedule_.release_grouping();
  schedule_.group_all_again();
}

void Findings::apply(Update& update, const TextToKeep& kept) {
  update.set_text(kept.name, kept.text);
}

}  // namespace facefs
