// SPDX-License-Identifier: Apache-2.0
// Writes people: who there is, their names, and for whom each one counts. Erases everything that belongs to one person.
#pragma once

#include <functional>
#include <string>

#include "index/storage/table_writer.h"

namespace facefs {

class PeopleTables : TableWriter {
 public:
  explicit PeopleTables(Update& update) : TableWriter(update) {}

  void add(PersonId id, const PersonRecord& record);
  void change(PersonId id, const std::function<void(PersonRecord&)>& change);
  void rename(PersonId id, const std::string& name);
  /// Erases the person, the references with their embeddings, and decisions and matches. The faces become nobody's.
  void erase(PersonId id);
  /// Lets everybody be found by name again, where a crash of an earlier facefs has left a person without one.
  void mend_names();

 private:
  void give_name(PersonId id, const std::string& name);
  void move_name(PersonId id, const std::string& from, const std::string& to, bool was_shown);
  void note_decisions_through(PersonId id);
  void note_faces_left_with(PersonId id);
  bool counts_through(PersonId person, PersonId other) const;
  void empty_folders_of(PersonId id);
  void erase_pins_about(PersonId id, const std::string& name);
};

}  // namespace facefs
