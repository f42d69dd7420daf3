// SPDX-License-Identifier: Apache-2.0
// People, their references and what the user said.
#include <algorithm>

#include "index/storage/update.h"
#include "index/values/person_name.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

std::string decision_key_of(const ImageKey& image, std::uint64_t seq) {
  return key_of(image) + RecordWriter().number(seq).take();
}

}  // namespace

/// A person comes into the root, people/ and maybe/ with the first reference or photo, and leaves with the last.
void Update::note_if_shown_otherwise(PersonId id, bool was_shown) {
  if (id == kNobody || is_shown(id) == was_shown) return;
  note_shown(was_shown ? Change::Kind::left : Change::Kind::appeared, id, listed_person(id).name);
}

void Update::note_shown(Change::Kind kind, PersonId id, const std::string& name) {
  using K = FolderKey::Kind;
  for (const K folder : {K::root, K::all_people, K::all_maybe}) {
    note(kind, {folder, kNobody}, name, id);
    touch({folder, kNobody}, kind == Change::Kind::appeared ? 1 : -1);
  }
}

void Update::add_person(PersonId id, const PersonRecord& record) {
  put(tables().person, key_of(id), record);
  give_name(id, record.name);
  note(Change::Kind::appeared, {FolderKey::Kind::all_enrolled, kNobody}, record.name, id);
  touch({FolderKey::Kind::all_enrolled, kNobody}, 1);
  note_if_shown_otherwise(id, false);
}

void Update::change_person(PersonId id, const std::function<void(PersonRecord&)>& change) {
  const PersonRecord before = listed_person(id);
  PersonRecord record = before;
  change(record);
  if (record == before) return;
  const bool was_shown = is_shown(id);
  put(tables().person, key_of(id), record);
  if (record.name != before.name) move_name(id, before.name, record.name, was_shown);
  note_if_shown_otherwise(id, was_shown);
  if (record.merged_into != before.merged_into) note_decisions_through(id);
  if (record.merged_into != before.merged_into || record.certain != before.certain) people_changed_ = true;
}

/// What was said of that person, or of one who counted for that person, or does from now on, comes to something else.
void Update::note_decisions_through(PersonId id) {
  std::set<PersonId> concerned;
  for (const Person& known : people())
    if (counts_through(known.id, id)) concerned.insert(known.id);
  each_decision([&](const ImageKey& image, std::uint64_t, const DecisionRecord& record) {
    if (concerned.contains(record.person)) decided_.insert(image);
  });
}

bool Update::counts_through(PersonId person, PersonId other) const {
  for (int hops = 0; hops < 64 && person != kNobody && person != other; ++hops) {
    const auto record = this->person(person);
    person = record ? record->merged_into : kNobody;
  }
  return person == other;
}

/// Never somebody else's: that one would be out of reach by name.
void Update::give_name(PersonId id, const std::string& name) {
  const auto holder = person_named(name);
  if (holder && *holder != id && person(*holder) && folded_key_of(person(*holder)->name) == folded_key_of(name)) return;
  write().put(tables().person_name, key_of_name(name), key_of(id));
}

void Update::mend_names() {
  for (const Person& known : people())
    if (person_named(known.record.name) != known.id) give_name(known.id, known.record.name);
}

void Update::move_name(PersonId id, const std::string& from, const std::string& to, bool was_shown) {
  const FolderKey enrolled{FolderKey::Kind::all_enrolled};
  if (was_shown) note_shown(Change::Kind::left, id, from);
  note(Change::Kind::left, enrolled, from, id);
  if (person_named(from) == id) write().erase(tables().person_name, key_of_name(from));
  give_name(id, to);
  if (was_shown) note_shown(Change::Kind::appeared, id, to);
  note(Change::Kind::appeared, enrolled, to, id);
  touch(enrolled, 0);
}

void Update::rename_person(PersonId id, const std::string& name) {
  change_person(id, [&](PersonRecord& record) { record.name = name; });
}

void Update::erase_person(PersonId id) {
  const auto record = person(id);
  if (!record) return;
  people_changed_ = people_changed_ || !references_of(id).empty();
  empty_folders_of(id);
  erase_decisions_about(id);
  for (const Reference& reference : references_of(id)) erase_reference(id, reference.file);
  erase_below(tables().reference, key_of(id));  // damaged ones
  erase_below(tables().reference_file, key_of(id));
  for (const auto& [name, query] : pins())
    if (query.find(text_of(id)) != std::string::npos || name.find(record->name) != std::string::npos) erase_pin(name);
  const FolderKey enrolled{FolderKey::Kind::all_enrolled, kNobody};
  note(Change::Kind::left, enrolled, record->name, id);
  touch(enrolled, -1);
  if (person_named(record->name) == id) write().erase(tables().person_name, key_of_name(record->name));
  write().erase(tables().person, key_of(id));
}

void Update::erase_below(lmdb::Table table, const std::string& prefix) {
  std::vector<std::string> keys;
  txn().each(table, prefix, [&](lmdb::Bytes key, lmdb::Bytes) {
    keys.emplace_back(key);
    return true;
  });
  for (const std::string& key : keys) write().erase(table, key);
}

void Update::empty_folders_of(PersonId id) {
  for (const FolderKey::Kind kind : {FolderKey::Kind::people, FolderKey::Kind::maybe}) {
    const FolderKey folder{kind, id};
    for (const Listed& photo : photos_in(folder)) {
      std::set<FolderKey> rest = folders_of(photo.id);
      rest.erase(folder);
      set_folders(photo.id, rest);
    }
    write().erase(tables().folder_state, key_of(folder));
  }
}

void Update::erase_decisions_about(PersonId id) {
  std::vector<std::pair<ImageKey, std::uint64_t>> decisions;
  each_decision([&](const ImageKey& image, std::uint64_t seq, const DecisionRecord& record) {
    if (record.person == id) decisions.emplace_back(image, seq);
  });
  for (const auto& [image, seq] : decisions) erase_decision(image, seq);
}

void Update::put_reference(PersonId id, const std::string& file, const ReferenceRecord& record) {
  const auto before = reference(id, file);
  const bool was_shown = is_shown(id);
  put(tables().reference, key_of(id) + file, record);
  note_if_shown_otherwise(id, was_shown);
  if (before && before->content != record.content) erase_unused_reading(before->content);
}

void Update::erase_reference(PersonId id, const std::string& file) {
  const auto before = reference(id, file);
  if (!before) return;
  const bool was_shown = is_shown(id);
  write().erase(tables().reference, key_of(id) + file);
  erase_unused_reading(before->content);
  note_if_shown_otherwise(id, was_shown);
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

void Update::put_reference_file(PersonId id, const std::string& file, const ReferenceFileRecord& record) {
  put(tables().reference_file, key_of(id) + file, record);
}

void Update::erase_reference_file(PersonId id, const std::string& file) {
  write().erase(tables().reference_file, key_of(id) + file);
}

void Update::put_reading(const ContentHash& content, const ReferenceReading& reading) {
  put(tables().reading, key_of(content), reading);
}

void Update::add_decision(const ImageKey& image_key, std::uint64_t seq, const DecisionRecord& record) {
  put(tables().decision, decision_key_of(image_key, seq), record);
  note_decided(image_key, record);
}

void Update::erase_decision(const ImageKey& image_key, std::uint64_t seq) {
  const std::string key = decision_key_of(image_key, seq);
  const auto bytes = txn().get(tables().decision, key);
  if (!bytes) return;
  note_decided(image_key, decoded<DecisionRecord>(*bytes).value_or(DecisionRecord{}));
  write().erase(tables().decision, key);
}

/// A face that is somebody's for certain teaches, so others are matched anew; also when it ceases to be.
void Update::note_decided(const ImageKey& image_key, const DecisionRecord& record) {
  using V = DecisionRecord::Verb;
  decided_.insert(image_key);
  const std::vector<DecisionRecord> said = decisions_of(image_key);
  const bool taught =
      std::any_of(said.begin(), said.end(), [](const DecisionRecord& one) { return one.verb == V::is; });
  if (record.verb == V::is || (taught && record.verb != V::heed)) people_changed_ = true;
}

void Update::put_pin(const std::string& name, const std::string& query) {
  const bool there = txn().get(tables().pin, name).has_value();
  write().put(tables().pin, name, query);
  const FolderKey together{FolderKey::Kind::together};
  note(Change::Kind::appeared, together, name);
  touch(together, there ? 0 : 1);
}

void Update::erase_pin(const std::string& name) {
  if (!write().erase(tables().pin, name)) return;
  const FolderKey together{FolderKey::Kind::together};
  note(Change::Kind::left, together, name);
  touch(together, -1);
}

}  // namespace facefs
