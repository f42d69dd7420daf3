// SPDX-License-Identifier: Apache-2.0
// Reads people: by number and by name, who is shown, and for whom a person counts after a merge.
#pragma once

#include <vector>

#include "index/storage/table_reader.h"

namespace facefs {

struct Person {
  PersonId id = kNobody;
  PersonRecord record;
};

class People : TableReader {
 public:
  explicit People(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::vector<Person> all() const;
  std::optional<PersonRecord> find(PersonId id) const;
  /// Returns the person's record. Throws BadRecord where there is none: the number is from another table of this
  /// gallery.
  PersonRecord get(PersonId id) const;

  /// Finds the person who has that name, even in another case or Unicode form.
  std::optional<PersonId> named(std::string_view name) const;
  /// Finds the person whose name is spelled exactly so, in either Unicode form.
  std::optional<Person> spelled(std::string_view name) const;

  /// Tells whether the person is shown. A hidden or merged person never is. Others are if they are set to be shown, or
  /// have a reference or a photo.
  bool is_shown(PersonId id) const;
  /// Returns the person for whom that one counts: another person after a merge, kNobody where that one is gone.
  PersonId resolved(PersonId id) const;
  /// Returns the person and everybody who was merged into that person.
  std::vector<PersonId> all_who_are(PersonId id) const;
};

}  // namespace facefs
