// SPDX-License-Identifier: Apache-2.0
// People, their references and what the user said.
#include "index/person_name.h"
#include "index/record_codec.h"
#include "index/update.h"

namespace facefs {
namespace {

std::string name_key_of(std::string_view name) {
  return RecordWriter().raw(folded_key_of(name)).take();
}

}  // namespace

void Update::note_person(Change::Kind kind, PersonId id, const std::string& name, bool shown) {
  using K = FolderKey::Kind;
  const int entries = kind == Change::Kind::appeared ? 1 : -1;
  (void)id;
  for (const K folder : {K::root, K::all_people, K::all_maybe}) {
    if (!shown) break;
    note(kind, {folder, kNobody}, name);
    touch({folder, kNobody}, entries);
  }
}

void Update::add_person(PersonId id, const PersonRecord& record) {
  put(tables().person, key_of(id), record);
  write().put(tables().person_name, name_key_of(record.name), key_of(id));
  note(Change::Kind::appeared, {FolderKey::Kind::all_enrolled, kNobody}, record.name);
  touch({FolderKey::Kind::all_enrolled, kNobody}, 1);
}

void Update::rename_person(PersonId id, const std::string& name) {
  auto record = person(id);
  if (!record || record->name == name) return;
  const bool shown = is_shown(id);
  const FolderKey enrolled{FolderKey::Kind::all_enrolled, kNobody};
  note_person(Change::Kind::left, id, record->name, shown);
  note(Change::Kind::left, enrolled, record->name);
  write().erase(tables().person_name, name_key_of(record->name));
  record->name = name;
  put(tables().person, key_of(id), *record);
  write().put(tables().person_name, name_key_of(name), key_of(id));
  note_person(Change::Kind::appeared, id, name, shown);
  note(Change::Kind::appeared, enrolled, name);
  touch(enrolled, 0);
}

void Update::mark_logged(PersonId id) {
  auto record = person(id);
  if (!record || record->logged) return;
  record->logged = true;
  put(tables().person, key_of(id), *record);
}

void Update::erase_person(PersonId id) {
  const auto record = person(id);
  if (!record) return;
  const bool shown = is_shown(id);
  for (const FolderKey::Kind kind : {FolderKey::Kind::people, FolderKey::Kind::maybe}) {
    const FolderKey folder{kind, id};
    for (const Listed& photo : photos_in(folder)) {
      std::set<FolderKey> rest = folders_of(photo.id);
      rest.erase(folder);
      set_folders(photo.id, rest);
    }
    write().erase(tables().folder_state, key_of(folder));
  }
  std::vector<std::string> decisions;
  txn().each(tables().decision, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    const auto decision = decoded<DecisionRecord>(value);
    if (!decision || decision->person == id) decisions.emplace_back(key);
    return true;
  });
  for (const std::string& key : decisions) write().erase(tables().decision, key);
  for (const Reference& reference : references_of(id)) {
    write().erase(tables().reference, key_of(id) + reference.file);
    erase_unused_reading(reference.record.content);
  }
  note_person(Change::Kind::left, id, record->name, shown);
  const FolderKey enrolled{FolderKey::Kind::all_enrolled, kNobody};
  note(Change::Kind::left, enrolled, record->name);
  touch(enrolled, -1);
  write().erase(tables().person_name, name_key_of(record->name));
  write().erase(tables().person, key_of(id));
}

void Update::put_reference(PersonId id, const std::string& file, const ReferenceRecord& record) {
  const auto before = reference(id, file);
  const bool was_shown = is_shown(id);
  put(tables().reference, key_of(id) + file, record);
  if (!was_shown) note_person(Change::Kind::appeared, id, person(id)->name, true);
  if (before && before->content != record.content) erase_unused_reading(before->content);
}

void Update::erase_reference(PersonId id, const std::string& file) {
  const auto before = reference(id, file);
  if (!before) return;
  write().erase(tables().reference, key_of(id) + file);
  erase_unused_reading(before->content);
  if (!is_shown(id)) note_person(Change::Kind::left, id, person(id)->name, true);
}

/// A reading that no reference needs any more is a face without a reason to be kept.
void Update::erase_unused_reading(const ContentHash& content) {
  bool used = false;
  txn().each(tables().reference, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
    const auto other = decoded<ReferenceRecord>(value);
    used = other && other->content == content;
    return !used;
  });
  if (!used) write().erase(tables().reading, key_of(content));
}

void Update::put_reading(const ContentHash& content, const ReferenceReading& reading) {
  put(tables().reading, key_of(content), reading);
}

void Update::add_decision(const ImageKey& image_key, std::uint64_t seq, const DecisionRecord& record) {
  put(tables().decision, key_of(image_key) + RecordWriter().number(seq).take(), record);
}

}  // namespace facefs
