// SPDX-License-Identifier: Apache-2.0
// Finds the lines of decisions.log that are about some people: those that go when these people are forgotten.
//
// Lines name people by number and by name: in a pinned query, in a merge, in the user's label of a query, and by a
// reference photo that is theirs by now. Built by one reading of the log; any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "index/decisions/decision_log.h"

namespace facefs {

class LinesAboutPeople {
 public:
  LinesAboutPeople(const DecisionLog& log, const std::vector<PersonId>& people);

  bool is_about(const LogEntry& line) const;
  /// Tells whether a line that cannot be read holds any name, number or reference file of theirs.
  bool may_be_about(std::string_view line) const;

 private:
  bool is_theirs(PersonId person) const;
  bool is_of_their_photo(const LogEntry& line) const;
  bool is_a_label_with_their_name(const LogEntry& line) const;

  std::vector<PersonId> people_;
  std::set<std::string> names_;
  std::map<std::string, PersonId> owner_of_file_;  ///< a reference photo's file -> the person it belongs to by now
};

}  // namespace facefs
