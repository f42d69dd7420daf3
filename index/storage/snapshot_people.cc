// SPDX-License-Identifier: Apache-2.0
// People, their references and models, pins.
#include "index/faces/elders.h"
#include "index/faces/enrolment.h"
#include "index/storage/snapshot.h"
#include "index/values/person_name.h"

namespace facefs {

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
  const auto bytes = txn_->get(tables().person_name, key_of_name(name));
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

std::vector<PersonId> Snapshot::all_who_are(PersonId id) const {
  std::vector<PersonId> all;
  for (const Person& known : people())
    if (known.id == id || resolved(known.id) == id) all.push_back(known.id);
  return all;
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

std::map<std::string, ReferenceFileRecord> Snapshot::reference_files_of(PersonId id) const {
  std::map<std::string, ReferenceFileRecord> files;
  txn_->each(tables().reference_file, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (auto known = decoded<ReferenceFileRecord>(value))
      files.emplace(std::string(key.substr(kIdBytes)), std::move(*known));
    return true;
  });
  return files;
}

std::optional<ReferenceFileRecord> Snapshot::reference_file(PersonId id, std::string_view file) const {
  return record<ReferenceFileRecord>(tables().reference_file, key_of(id) + std::string(file));
}

std::optional<ReferenceReading> Snapshot::reading(const ContentHash& content) const {
  return record<ReferenceReading>(tables().reading, key_of(content));
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

std::optional<Embedding> Snapshot::face_of(const ReferenceRecord& reference) const {
  if (reference.verdict != EnrolVerdict::used) return std::nullopt;
  const auto read = reading(reference.content);
  if (!read || reference.face >= read->faces.size()) return std::nullopt;
  return read->faces[reference.face].embedding;
}

std::vector<Embedding> Snapshot::reference_faces_of(PersonId id) const {
  std::vector<Embedding> embeddings;
  for (const Reference& reference : references_of(id))
    if (const auto face = face_of(reference.record)) embeddings.push_back(*face);
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
    models.back().since = listed_person(whose).turn();
  }
  for (const Elder& known : elders())
    for (PersonModel& model : models)
      if (model.id == known.person) model.elder = known.elder;
  return models;
}

std::vector<Elder> Snapshot::elders() const {
  return elders_in(text("elders"));
}

}  // namespace facefs
