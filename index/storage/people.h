// SPDX-License-Identifier: Apache-2.0
// Reads people: by number and by name, who is shown, and for whom somebody counts after a merge.
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
  /// Throws BadRecord where there is none: the number is from another table of this gallery.
  PersonRecord get(PersonId id) const;

  /// Finds also who has that name in another case or Unicode form.
  std::optional<PersonId> named(std::string_view name) const;
  /// Finds who is spelled exactly so, in either Unicode form.
  std::optional<Person> spelled(std::string_view name) const;

  /// True of somebody with a reference or a photo, who is neither hidden nor merged into another.
  bool is_shown(PersonId id) const;
  /// Returns for whom that one counts: another person after a merge, kNobody where that one is gone.
  PersonId resolved(PersonId id) const;
  /// Returns the person and everybody who was merged into that one.
  std::vector<PersonId> all_who_are(PersonId id) const;
};

}  // namespace facefs
