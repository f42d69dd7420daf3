// SPDX-License-Identifier: Apache-2.0
// Takes in what was said elsewhere.
#include <algorithm>
#include <cerrno>

#include "index/decisions/act_context.h"
#include "index/decisions/act_lines.h"
#include "index/decisions/decision_state.h"
#include "index/storage/people.h"
#include "index/values/keys.h"
#include "index/values/person_name.h"
#include "system/text.h"

namespace facefs {
namespace {

/// Returns what a line is about. All lines about one thing are compared in their order, because the last word wins.
std::string subject_of(const LogEntry& line) {
  if (line.image) return "image " + key_of(*line.image);
  if (line.verb == Verb::pin || line.verb == Verb::unpin) return "pin " + line.name.substr(0, line.name.find('/'));
  return "person " + text_of(line.person);
}

bool says_the_same(const LogEntry& a, const LogEntry& b) {
  const auto box = [](const LogEntry& line) { return line.box.value_or(Box{}); };
  const bool same_place = (box(a).width == 0 && box(b).width == 0) || overlap(box(a), box(b)) > 0.99F;
  return a.verb == b.verb && a.person == b.person && same_place && (a.image || a.name == b.name);
}

using Words = std::vector<LogEntry>;

/// Returns how many of their words about one thing are known here. All are, where we have said them too, and perhaps
/// gone on. Ours are, where they have gone on. None are, where each side went another way: then theirs become the last.
std::size_t known_of(const Words& ours, const Words& theirs) {
  std::size_t same = 0;
  while (same < ours.size() && same < theirs.size() && says_the_same(ours[same], theirs[same])) ++same;
  return same == ours.size() || same == theirs.size() ? same : 0;
}

bool is_of_a_name(const LogEntry& line) {
  return line.verb == Verb::person || line.verb == Verb::rename;
}

std::map<std::string, Words> by_subject(const Words& lines) {
  std::map<std::string, Words> subjects;
  for (const LogEntry& line : lines)
    if (!is_of_a_name(line) && line.verb != Verb::teach) subjects[subject_of(line)].push_back(line);
  return subjects;
}

/// Returns who each of their people is here. A number is the same person on every machine. Only a person whose number
/// is not known here, but whose name is taken, is the one who has that name. Throws std::runtime_error where two have
/// one name.
std::map<PersonId, PersonId> who_is_who(const Update& update, const std::vector<LogEntry>& lines) {
  std::map<PersonId, PersonId> people;
  std::map<std::array<std::uint8_t, 16>, PersonId> names;
  for (const auto& [id, record] : state_after(lines).people) {
    const auto named = People(update).named(record.name);
    people[id] = People(update).find(id) ? id : named.value_or(id);
    if (!names.try_emplace(folded_key_of(record.name), id).second)
      throw std::runtime_error("it names two people '" + escaped(record.name) + "'");
  }
  return people;
}

void check_names(const std::vector<LogEntry>& lines) {
  for (const LogEntry& line : lines) {
    const bool named = line.verb == Verb::person || line.verb == Verb::rename || line.verb == Verb::pin;
    const std::string name = line.verb == Verb::pin ? line.name.substr(0, line.name.find('/')) : line.name;
    if (named && (fault_of_person_name(name) != NameFault::none || nfc_of(name) != name))
      throw Refusal(EINVAL, "it holds the name '" + escaped(name) + "', which nobody can have");
  }
}

/// Returns a query in which each person's number is replaced by the number here.
std::string with_people(std::string text, const std::map<PersonId, PersonId>& people) {
  for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
    const auto theirs = person_in(std::string_view(text).substr(at + 1, 15));
    const auto ours = theirs ? people.find(*theirs) : people.end();
    if (ours != people.end()) text.replace(at + 1, 15, text_of(ours->second));
  }
  return text;
}

/// Returns their lines with the people of this machine. Leaves out the names of people who are here already.
Words translated(const Update& update, Words lines, const Actor& actor, std::map<PersonId, PersonId>& people) {
  Words ours;
  for (LogEntry& line : lines) {
    if (line.verb == Verb::teach) continue;  // a reference photo is named when its file is taken in
    if (line.person != kNobody && !people.contains(line.person)) continue;
    if (line.person != kNobody) line.person = people[line.person];
    if ((line.verb == Verb::person || line.verb == Verb::rename) && People(update).find(line.person)) continue;
    if (line.verb == Verb::merge) line.name = text_of(people[person_in(line.name).value_or(kNobody)]);
    if (line.verb == Verb::pin) line.name = with_people(line.name, people);
    line.program = actor.program;
    line.group = line.ref = line.time_ns = 0;
    ours.push_back(std::move(line));
  }
  return ours;
}

}  // namespace

Applied apply(const ActContext& in, const ImportLines& deed) {
  check_names(deed.lines);
  std::map<PersonId, PersonId> people = who_is_who(in.update, deed.lines);
  for (const auto& [theirs, ours] : people)
    if (People(in.update).find(ours)) log_person(in, ours);
  const Words theirs = translated(in.update, deed.lines, in.actor, people);
  std::map<std::string, Words> standing = by_subject(lines_that_count(in.log));
  std::map<std::string, std::size_t> known;
  for (const auto& [subject, words] : by_subject(theirs)) known[subject] = known_of(standing[subject], words);
  Words fresh;
  for (const LogEntry& line : theirs) {
    if (!is_of_a_name(line) && known[subject_of(line)] > 0)
      --known[subject_of(line)];
    else
      fresh.push_back(line);
  }
  if (!fresh.empty()) in.log.append(std::move(fresh));
  in.log.end_burst();
  adopt(in.update, in.log);
  return {.people = std::move(people)};
}

}  // namespace facefs
