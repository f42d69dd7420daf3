// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/lines_about_people.h"

#include <algorithm>

#include "index/values/reference_file.h"

namespace facefs {
namespace {

bool is_label(const LogEntry& line) {
  return line.verb == Verb::pin || line.verb == Verb::unpin;
}

bool holds(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

}  // namespace

LinesAboutPeople::LinesAboutPeople(const DecisionLog& log, const std::vector<PersonId>& people) : people_(people) {
  log.each_after(0, [&](const LogEntry& line) {
    const bool is_named = line.verb == Verb::person || line.verb == Verb::rename;
    if (is_named && is_theirs(line.person)) names_.insert(line.name);
    if (const auto reference = named_reference_in(line.name); reference && line.verb == Verb::teach)
      owner_of_file_[reference->file] = line.person;
  });
}

bool LinesAboutPeople::is_about(const LogEntry& line) const {
  if (is_theirs(line.person) || is_of_their_photo(line) || is_a_label_with_their_name(line)) return true;
  return std::any_of(people_.begin(), people_.end(), [&](PersonId person) {
    return (is_label(line) && holds(line.name, text_of(person))) ||
           (line.verb == Verb::merge && line.name == text_of(person));
  });
}

bool LinesAboutPeople::may_be_about(std::string_view line) const {
  return std::any_of(names_.begin(), names_.end(), [&](const auto& name) { return holds(line, name); }) ||
         std::any_of(people_.begin(), people_.end(), [&](PersonId one) { return holds(line, text_of(one)); }) ||
         std::any_of(owner_of_file_.begin(), owner_of_file_.end(),
                     [&](const auto& file) { return is_theirs(file.second) && holds(line, file.first); });
}

bool LinesAboutPeople::is_theirs(PersonId person) const {
  return std::find(people_.begin(), people_.end(), person) != people_.end();
}

bool LinesAboutPeople::is_of_their_photo(const LogEntry& line) const {
  const auto reference = line.verb == Verb::teach ? named_reference_in(line.name) : std::nullopt;
  const auto owner = reference ? owner_of_file_.find(reference->file) : owner_of_file_.end();
  return owner != owner_of_file_.end() && is_theirs(owner->second);
}

bool LinesAboutPeople::is_a_label_with_their_name(const LogEntry& line) const {
  return is_label(line) &&
         std::any_of(names_.begin(), names_.end(), [&](const auto& name) { return holds(line.name, name); });
}

}  // namespace facefs
