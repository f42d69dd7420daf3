// SPDX-License-Identifier: Apache-2.0
#include "index/storage/people.h"

#include "index/storage/folders.h"
#include "index/storage/references.h"
#include "index/values/keys.h"
#include "index/values/person_name.h"

namespace facefs {

std::vector<Person> People::all() const {
  std::vector<Person> people;
  txn().each(tables().person, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    people.push_back({static_cast<PersonId>(id_in(key)), whole<PersonRecord>(value)});
    return true;
  });
  return people;
}

std::optional<PersonRecord> People::find(PersonId id) const {
  return whole_record<PersonRecord>(tables().person, key_of(id));
}

PersonRecord People::get(PersonId id) const {
  if (auto record = find(id)) return std::move(*record);
  throw BadRecord("the gallery names a person of whom it has no record");
}

std::optional<PersonId> People::named(std::string_view name) const {
  const auto bytes = txn().get(tables().person_name, key_of_name(name));
  if (!bytes) return std::nullopt;
  return static_cast<PersonId>(id_in(*bytes));
}

std::optional<Person> People::spelled(std::string_view name) const {
  const auto id = named(name);
  if (!id) return std::nullopt;
  PersonRecord known = get(*id);
  if (!is_spelling_of(name, known.name)) return std::nullopt;
  return Person{*id, std::move(known)};
}

bool People::is_shown(PersonId id) const {
  const auto record = find(id);
  if (!record || record->visibility == Visibility::hidden || record->merged_into != kNobody) return false;
  if (record->visibility == Visibility::shown) return true;
  return Folders(snapshot()).state_of({FolderKey::Kind::people, id}).entries > 0 || References(snapshot()).any_of(id);
}

std::vector<PersonId> People::all_who_are(PersonId id) const {
  std::vector<PersonId> them;
  for (const Person& known : all())
    if (known.id == id || resolved(known.id) == id) them.push_back(known.id);
  return them;
}

PersonId People::resolved(PersonId id) const {
  for (int hops = 0; hops < 64; ++hops) {  // a merge of two into each other is refused; a log may say it nevertheless
    const auto record = find(id);
    if (!record) return kNobody;
    if (record->merged_into == kNobody) return id;
    id = record->merged_into;
  }
  return kNobody;
}

}  // namespace facefs
