// SPDX-License-Identifier: Apache-2.0
#include "index/snapshot.h"

#include <algorithm>

#include "index/content_hash.h"
#include "index/enrolment.h"
#include "index/folder_number.h"
#include "index/person_name.h"
#include "index/record_codec.h"

namespace facefs {
namespace {

std::string name_key_of(std::string_view name) {
  return RecordWriter().raw(folded_key_of(name)).take();
}

template <typename Record>
Record whole(lmdb::Bytes bytes) {
  if (auto record = decoded<Record>(bytes)) return std::move(*record);
  throw BadRecord("a record of the gallery is damaged");
}

}  // namespace

Snapshot::Snapshot(const Gallery& gallery) : gallery_(gallery), store_(gallery.store()) {
  txn_ = std::make_unique<lmdb::ReadTxn>(store_->environment());
}

Snapshot::Snapshot(const Gallery& gallery, std::shared_ptr<Store> store, std::unique_ptr<lmdb::ReadTxn> txn)
    : gallery_(gallery), store_(std::move(store)), txn_(std::move(txn)) {}

template <typename Record>
std::optional<Record> Snapshot::record(lmdb::Table table, std::string_view key) const {
  const auto bytes = txn_->get(table, key);
  return bytes ? decoded<Record>(*bytes) : std::nullopt;
}

template <typename Record>
std::optional<Record> Snapshot::whole_record(lmdb::Table table, std::string_view key) const {
  const auto bytes = txn_->get(table, key);
  if (!bytes) return std::nullopt;
  return whole<Record>(*bytes);
}

std::string Snapshot::text(std::string_view name) const {
  const auto bytes = txn_->get(tables().meta, name);
  if (!bytes) return {};
  const auto payload = open_record(*bytes);
  if (!payload) throw BadRecord("a number of the gallery is damaged");
  return std::string(*payload);
}

std::uint64_t Snapshot::number(std::string_view name) const {
  const std::string bytes = text(name);
  return bytes.empty() ? 0 : RecordReader(bytes).number<std::uint64_t>();
}

void Snapshot::check_counts() const {
  if (txn_->entries(tables().content) != txn_->entries(tables().photo) ||
      txn_->entries(tables().name) != number("photos") + number("failed") ||
      txn_->entries(tables().listing) != txn_->entries(tables().photo_folder))
    throw BadRecord("tables of the gallery contradict each other");
}

std::optional<PhotoRecord> Snapshot::photo(PhotoId id) const {
  return whole_record<PhotoRecord>(tables().photo, key_of(id));
}

PhotoRecord Snapshot::listed_photo(PhotoId id) const {
  if (auto record = photo(id)) return std::move(*record);
  throw BadRecord("the gallery lists a photo of which it has no record");
}

std::optional<PhotoId> Snapshot::photo_with(const ContentHash& content) const {
  const auto bytes = txn_->get(tables().content, key_of(content));
  if (!bytes) return std::nullopt;
  return static_cast<PhotoId>(id_in(*bytes));
}

std::optional<PhotoId> Snapshot::photo_named(std::string_view name) const {
  if (name.empty() || name.size() > 255) return std::nullopt;
  const auto bytes = txn_->get(tables().name, name);
  if (!bytes) return std::nullopt;
  return static_cast<PhotoId>(id_in(*bytes));
}

std::vector<FilePlace> Snapshot::places_of(PhotoId id) const {
  std::vector<FilePlace> places;
  txn_->each(tables().photo_path, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes) {
    places.push_back(file_place_in(key.substr(kIdBytes)));
    return true;
  });
  return places;
}

std::set<FolderKey> Snapshot::folders_of(PhotoId id) const {
  std::set<FolderKey> folders;
  txn_->each(tables().photo_folder, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes) {
    folders.insert(folder_key_in(key.substr(kIdBytes)));
    return true;
  });
  return folders;
}

std::uint32_t Snapshot::folders_showing(PhotoId id) const {
  return static_cast<std::uint32_t>(folders_of(id).size());
}

std::optional<PathRecord> Snapshot::path(const FilePlace& place) const {
  return record<PathRecord>(tables().path, key_of(place));
}

void Snapshot::each_path_in(FolderId folder,
                            const std::function<void(const std::string&, const PathRecord&)>& visit) const {
  txn_->each(tables().path, key_of(folder), [&](lmdb::Bytes key, lmdb::Bytes value) {
    visit(std::string(key.substr(kIdBytes)), decoded<PathRecord>(value).value_or(PathRecord{}));
    return true;
  });
}

std::optional<FolderId> Snapshot::folder_at(std::string_view path) const {
  for (FolderId id = folder_number_of(path);; id = next_folder_number(id)) {
    const auto known = txn_->get(tables().folder, key_of(id));
    if (!known) return std::nullopt;
    if (*known == path) return id;
  }
}

std::string Snapshot::folder_path(FolderId folder) const {
  return std::string(txn_->get(tables().folder, key_of(folder)).value_or(""));
}

std::string Snapshot::path_of(const FilePlace& place) const {
  return folder_path(place.folder) + "/" + place.basename;
}

void Snapshot::each_folder(const std::function<void(FolderId, std::string_view)>& visit) const {
  txn_->each(tables().folder, {}, [&](lmdb::Bytes key, lmdb::Bytes path) {
    visit(static_cast<FolderId>(id_in(key)), path);
    return true;
  });
}

void Snapshot::each_failure(const std::function<void(const FilePlace&, const Unreadable&)>& visit) const {
  txn_->each(tables().failure, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (const auto failure = decoded<Unreadable>(value)) visit(file_place_in(key), *failure);
    return true;
  });
}

std::optional<ImageRecord> Snapshot::image(const ImageKey& key) const {
  return whole_record<ImageRecord>(tables().image, key_of(key));
}

void Snapshot::each_image(const std::function<bool(const ImageKey&, const ImageRecord&)>& visit,
                          const ImageKey& from) const {
  txn_->each(
      tables().image, {},
      [&](lmdb::Bytes key, lmdb::Bytes value) { return visit(image_key_in(key), whole<ImageRecord>(value)); },
      from == ImageKey{} ? std::string() : key_of(from));
}

std::vector<NumberedFace> Snapshot::faces_of(const ImageKey& key) const {
  std::vector<NumberedFace> faces;
  const auto found = image(key);
  if (!found) return faces;
  for (std::uint64_t i = 0; i < found->faces; ++i) {
    const auto id = static_cast<FaceId>(number_of(found->first_face) + i);
    if (auto known = face(id)) faces.push_back({id, *known});
  }
  return faces;
}

std::vector<PhotoId> Snapshot::photos_of(const ImageKey& key) const {
  std::vector<PhotoId> photos;
  txn_->each(tables().image_photo, key_of(key), [&](lmdb::Bytes found, lmdb::Bytes) {
    photos.push_back(static_cast<PhotoId>(id_in(found, kImageKeyBytes)));
    return true;
  });
  return photos;
}

std::optional<FaceRecord> Snapshot::face(FaceId id) const {
  return record<FaceRecord>(tables().face, key_of(id));
}

std::optional<Embedding> Snapshot::embedding(FaceId id) const {
  return record<Embedding>(tables().embedding, key_of(id));
}

std::optional<ClusterId> Snapshot::cluster_of(FaceId id) const {
  const auto cluster = former_cluster_of(id);
  return cluster && txn_->get(tables().cluster_face, key_of(*cluster) + key_of(id)) ? cluster : std::nullopt;
}

std::optional<ClusterId> Snapshot::former_cluster_of(FaceId id) const {
  const auto bytes = txn_->get(tables().face_cluster, key_of(id));
  if (!bytes) return std::nullopt;
  return static_cast<ClusterId>(id_in(*bytes));
}

std::vector<FaceId> Snapshot::faces_in(ClusterId id) const {
  std::vector<FaceId> faces;
  txn_->each(tables().cluster_face, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes) {
    faces.push_back(static_cast<FaceId>(id_in(key, kIdBytes)));
    return true;
  });
  return faces;
}

std::vector<ClusterId> Snapshot::clusters() const {
  std::vector<ClusterId> clusters;
  const std::string kind(1, static_cast<char>(FolderKey::Kind::cluster));
  txn_->each(tables().folder_state, kind, [&](lmdb::Bytes key, lmdb::Bytes value) {
    const auto state = decoded<FolderState>(value);
    if (state && state->entries > 0) clusters.push_back(static_cast<ClusterId>(folder_key_in(key).number));
    return true;
  });
  return clusters;
}

std::vector<UnknownFace> Snapshot::unknown_faces() const {
  std::vector<UnknownFace> unknown;
  each_image([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0) return true;
    for (const NumberedFace& face : faces_of(key)) {
      if (!face.record.is_unknown() || face.record.box.side() < kLeastSideCertain) continue;
      if (const auto known = embedding(face.id))
        unknown.push_back({face.id, *known, face.record.scale, former_cluster_of(face.id)});
    }
    return true;
  });
  return unknown;
}

std::vector<DecisionRecord> Snapshot::decisions_of(const ImageKey& key) const {
  std::vector<DecisionRecord> decisions;
  txn_->each(tables().decision, key_of(key), [&](lmdb::Bytes, lmdb::Bytes value) {
    if (const auto decision = decoded<DecisionRecord>(value)) decisions.push_back(*decision);
    return true;
  });
  return decisions;
}

bool Snapshot::shows(const FolderKey& folder, PhotoId photo) const {
  return txn_->get(tables().listing, key_of(folder) + key_of(photo)).has_value();
}

std::vector<PhotoId> Snapshot::photo_ids_in(const FolderKey& folder) const {
  std::vector<PhotoId> photos;
  txn_->each(tables().listing, key_of(folder), [&](lmdb::Bytes key, lmdb::Bytes) {
    photos.push_back(static_cast<PhotoId>(id_in(key, kFolderKeyBytes)));
    return true;
  });
  return photos;
}

std::vector<Listed> Snapshot::photos_in(const FolderKey& folder) const {
  std::vector<Listed> photos;
  for (const PhotoId id : photo_ids_in(folder)) photos.push_back({id, listed_photo(id)});
  return photos;
}

FolderState Snapshot::state_of(const FolderKey& folder) const {
  return record<FolderState>(tables().folder_state, key_of(folder)).value_or(FolderState{});
}

std::vector<Change> Snapshot::everything() const {
  std::vector<Change> all;
  txn_->each(tables().listing, {}, [&](lmdb::Bytes key, lmdb::Bytes) {
    const auto id = static_cast<PhotoId>(id_in(key, kFolderKeyBytes));
    if (const auto known = record<PhotoRecord>(tables().photo, key_of(id)))
      all.push_back({Change::Kind::left, folder_key_in(key), known->name, id});
    return true;
  });
  txn_->each(tables().person, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
    const auto person = decoded<PersonRecord>(value);
    using K = FolderKey::Kind;
    for (const K above : {K::root, K::all_people, K::all_maybe, K::all_enrolled})
      if (person) all.push_back({Change::Kind::left, {above}, person->name, kNoPhoto});
    return true;
  });
  return all;
}

std::vector<Person> Snapshot::people() const {
  std::vector<Person> people;
  txn_->each(tables().person, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    people.push_back({static_cast<PersonId>(id_in(key)), whole<PersonRecord>(value)});
    return true;
  });
  return people;
}

std::optional<PersonRecord> Snapshot::person(PersonId id) const {
  return whole_record<PersonRecord>(tables().person, key_of(id));
}

PersonRecord Snapshot::listed_person(PersonId id) const {
  if (auto record = person(id)) return std::move(*record);
  throw BadRecord("the gallery names a person of whom it has no record");
}

std::optional<PersonId> Snapshot::person_named(std::string_view name) const {
  const auto bytes = txn_->get(tables().person_name, name_key_of(name));
  if (!bytes) return std::nullopt;
  return static_cast<PersonId>(id_in(*bytes));
}

std::optional<Person> Snapshot::person_spelled(std::string_view name) const {
  const auto id = person_named(name);
  if (!id) return std::nullopt;
  PersonRecord known = listed_person(*id);
  if (!is_spelling_of(name, known.name)) return std::nullopt;
  return Person{*id, std::move(known)};
}

bool Snapshot::is_shown(PersonId id) const {
  const auto record = person(id);
  if (!record || record->visibility == Visibility::hidden || record->merged_into != kNobody) return false;
  if (record->visibility == Visibility::shown || state_of({FolderKey::Kind::people, id}).entries > 0) return true;
  bool any = false;
  txn_->each(tables().reference, key_of(id), [&](lmdb::Bytes, lmdb::Bytes) {
    any = true;
    return false;
  });
  return any;
}

PersonId Snapshot::resolved(PersonId id) const {
  for (int hops = 0; hops < 64; ++hops) {  // a merge of two into each other is refused; a log may say it nevertheless
    const auto record = person(id);
    if (!record) return kNobody;
    if (record->merged_into == kNobody) return id;
    id = record->merged_into;
  }
  return kNobody;
}

std::map<std::string, std::string> Snapshot::pins() const {
  std::map<std::string, std::string> pins;
  txn_->each(tables().pin, {}, [&](lmdb::Bytes name, lmdb::Bytes query) {
    pins.emplace(name, query);
    return true;
  });
  return pins;
}

std::optional<std::string> Snapshot::pin(std::string_view name) const {
  if (name.empty() || name.size() > 255) return std::nullopt;
  const auto query = txn_->get(tables().pin, name);
  return query ? std::optional<std::string>(*query) : std::nullopt;
}

std::vector<Reference> Snapshot::references_of(PersonId id) const {
  std::vector<Reference> references;
  txn_->each(tables().reference, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (auto known = decoded<ReferenceRecord>(value))
      references.push_back({std::string(key.substr(kIdBytes)), std::move(*known)});
    return true;
  });
  return references;
}

std::optional<ReferenceRecord> Snapshot::reference(PersonId id, std::string_view file) const {
  return record<ReferenceRecord>(tables().reference, key_of(id) + std::string(file));
}

std::optional<ReferenceReading> Snapshot::reading(const ContentHash& content) const {
  return record<ReferenceReading>(tables().reading, key_of(content));
}

std::vector<Box> Snapshot::erased_boxes_of(const ImageKey& key) const {
  std::vector<Box> boxes;
  for (const DecisionRecord& decision : decisions_of(key))
    if (decision.verb == DecisionRecord::Verb::erase) boxes.push_back(decision.box);
  return boxes;
}

DecidedPhoto Snapshot::decided_of(const ImageKey& key, std::span<const NumberedFace> faces) const {
  std::vector<Box> boxes;
  for (const NumberedFace& face : faces) boxes.push_back(face.record.box);
  return decided(decisions_of(key), boxes, [this](PersonId person) { return resolved(person); });
}

std::map<PersonId, std::vector<Embedding>> Snapshot::faces_named_by_user() const {
  std::set<ImageKey> images;
  each_decision([&](const ImageKey& key, std::uint64_t, const DecisionRecord& decision) {
    if (decision.verb == DecisionRecord::Verb::is && !decision.is_of_photo()) images.insert(key);
  });
  std::map<PersonId, std::vector<Embedding>> named;
  for (const ImageKey& key : images) {
    const std::vector<NumberedFace> faces = faces_of(key);
    const DecidedPhoto said = decided_of(key, faces);
    for (std::size_t i = 0; i < faces.size(); ++i)
      if (const auto known = embedding(faces[i].id); known && said.faces[i].is != kNobody)
        named[said.faces[i].is].push_back(*known);
  }
  return named;
}

void Snapshot::each_decision(
    const std::function<void(const ImageKey&, std::uint64_t, const DecisionRecord&)>& visit) const {
  txn_->each(tables().decision, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (const auto decision = decoded<DecisionRecord>(value))
      visit(image_key_in(key), id_in(key, kImageKeyBytes), *decision);
    return true;
  });
}

std::vector<Embedding> Snapshot::reference_faces_of(PersonId id) const {
  std::vector<Embedding> embeddings;
  for (const Reference& reference : references_of(id)) {
    if (reference.record.verdict != EnrolVerdict::used) continue;
    const auto faces = reading(reference.record.content);
    if (faces && reference.record.face < faces->faces.size())
      embeddings.push_back(faces->faces[reference.record.face].embedding);
  }
  return embeddings;
}

std::vector<PersonModel> Snapshot::person_models() const {
  std::map<PersonId, std::vector<Embedding>> named = faces_named_by_user();
  std::vector<PersonModel> models;
  for (const Person& person : people()) {
    const PersonId whose = resolved(person.id);
    std::vector<Embedding> references = reference_faces_of(person.id);
    if (whose == person.id) references = with_named_faces(std::move(references), named[person.id]);
    if (whose == kNobody || references.empty()) continue;
    models.push_back(person_model(whose, std::move(references)));
    models.back().certain = listed_person(whose).certain;
  }
  return models;
}

}  // namespace facefs
