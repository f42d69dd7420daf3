// SPDX-License-Identifier: Apache-2.0
// Taking in what was said elsewhere.
#include <algorithm>
#include <map>

#include "index/act_lines.h"
#include "index/said.h"

namespace facefs {
namespace {

bool says_the_same(const LogEntry& a, const LogEntry& b) {
  const auto same_box = [](const std::optional<Box>& x, const std::optional<Box>& y) {
    return x.has_value() == y.has_value() && (!x || overlap(*x, *y) > 0.99F || (x->width == 0 && y->width == 0));
  };
  return a.verb == b.verb && a.person == b.person && a.image == b.image && a.content == b.content &&
         same_box(a.box, b.box) && (a.image || a.name == b.name);
}

/// Numbers are one and the same on every machine; only who has a name that is taken here is that one.
std::map<PersonId, PersonId> who_is_who(const Update& update, const std::vector<LogEntry>& lines) {
  std::map<PersonId, PersonId> people;
  for (const auto& [id, record] : sum_of(lines).people) {
    const auto named = update.person_named(record.name);
    people[id] = update.person(id) ? id : named.value_or(id);
  }
  return people;
}

/// In a query: the person's number, wherever it stands.
std::string with_people(std::string text, const std::map<PersonId, PersonId>& people) {
  for (const auto& [theirs, ours] : people)
    for (std::size_t at = text.find(text_of(theirs)); at != std::string::npos; at = text.find(text_of(theirs), at + 15))
      text.replace(at, 15, text_of(ours));
  return text;
}

}  // namespace

std::map<PersonId, PersonId> import_said(Update& update, DecisionLog& log, const Actor& actor,
                                         std::vector<LogEntry> lines) {
  std::map<PersonId, PersonId> people = who_is_who(update, lines);
  for (const auto& [theirs, ours] : people)
    if (update.person(ours)) log_person(update, log, actor, ours);
  const std::vector<LogEntry> standing = lines_that_count(log);
  std::vector<LogEntry> fresh;
  for (LogEntry& line : lines) {
    if (line.person != kNobody && !people.contains(line.person)) continue;
    const PersonId person = line.person == kNobody ? kNobody : people[line.person];
    if ((line.verb == Verb::person || line.verb == Verb::rename) && update.person(person)) continue;
    line.person = person;
    line.program = actor.program;
    if (line.verb == Verb::merge || line.verb == Verb::pin) line.name = with_people(line.name, people);
    line.group = 0;
    line.ref = 0;
    if (std::none_of(standing.begin(), standing.end(), [&](const LogEntry& old) { return says_the_same(old, line); }))
      fresh.push_back(std::move(line));
  }
  if (!fresh.empty()) log.append(std::move(fresh));
  adopt(update, sum_of(lines_that_count(log)));
  return people;
}

}  // namespace facefs
