// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/decision_state.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "index/storage/decision_tables.h"
#include "index/storage/decisions.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/pin_tables.h"
#include "index/storage/pins.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"
#include "index/values/person_name.h"
#include "index/values/reference_file.h"

namespace facefs {

bool has_references(const Snapshot& snapshot, PersonId person) {
  return !References(snapshot).of(person).empty() || !References(snapshot).files_of(person).empty();
}

std::optional<DecisionRecord::Verb> decision_verb(Verb verb) {
  switch (verb) {
    case Verb::is:
      return DecisionRecord::Verb::is;
    case Verb::is_not:
      return DecisionRecord::Verb::is_not;
    case Verb::ignore:
      return DecisionRecord::Verb::ignore;
    case Verb::unignore:
      return DecisionRecord::Verb::unignore;
    case Verb::erase:
      return DecisionRecord::Verb::erase;
    default:
      return std::nullopt;
  }
}

namespace {

float number_in(const std::string& text) {
  float value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void fold_person(PersonRecord& person, const LogEntry& line) {
  if (line.verb == Verb::rename) person.name = line.name;
  if (line.verb == Verb::hide) person.visibility = Visibility::hidden;
  if (line.verb == Verb::show) person.visibility = Visibility::shown;
  if (line.verb == Verb::certain) person.certain = number_in(line.name);
  if (line.verb == Verb::merge) person.merged_into = person_in(line.name).value_or(kNobody);
}

}  // namespace

std::vector<LogEntry> lines_of(const DecisionLog& log) {
  std::vector<LogEntry> lines;
  log.each_after(0, [&](const LogEntry& line) { lines.push_back(line); });
  return lines;
}

namespace {

/// Takes in that a file teaches a person. In another person's folder it begins anew, under another name it goes on.
void take_in_reference(DecisionState& said, const LogEntry& line) {
  const auto reference = named_reference_in(line.name);
  if (!reference) return;
  auto& known = said.reference_files[reference->file];
  if (known.person != line.person) known = {line.person, {{}, line.seq, line.time_ns}};
  known.record.name = reference->name;
}

void take_in_coming(DecisionState& said, const LogEntry& line) {
  PersonRecord record{line.name, true, line.time_ns};
  record.since = line.seq;
  said.people.try_emplace(line.person, record);
}

void take_in(DecisionState& said, const LogEntry& line) {
  const auto verb = decision_verb(line.verb);
  const auto person = said.people.find(line.person);
  if (verb) {
    if (line.image && (line.person == kNobody || person != said.people.end()))
      said.decisions[line.seq] = {*line.image, {*verb, line.person, line.box.value_or(Box{})}};
  } else if (line.verb == Verb::person) {
    take_in_coming(said, line);
  } else if (line.verb == Verb::teach) {
    take_in_reference(said, line);
  } else if (line.verb == Verb::forget) {
    if (line.person == kNobody) return;
    said.forgotten.push_back(line.person);
    said.people.erase(line.person);  // so that somebody else can be given the name
    std::erase_if(said.decisions, [&](const auto& one) { return one.second.record.person == line.person; });
    std::erase_if(said.reference_files, [&](const auto& one) { return one.second.person == line.person; });
  } else if (line.verb == Verb::pin) {
    const std::size_t slash = line.name.find('/');
    if (slash != std::string::npos) said.pins[line.name.substr(0, slash)] = line.name.substr(slash + 1);
  } else if (line.verb == Verb::unpin) {
    said.pins.erase(line.name);
  } else if (person != said.people.end()) {
    fold_person(person->second, line);
  }
}

/// Gives the later of two people with one name a number. No verb makes such a pair, but an earlier facefs could leave
/// one.
void part_namesakes(std::map<PersonId, PersonRecord>& people) {
  std::vector<std::pair<PersonId, PersonRecord*>> in_order;
  in_order.reserve(people.size());
  for (auto& [id, record] : people) in_order.emplace_back(id, &record);
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const auto& a, const auto& b) { return a.second->turn() < b.second->turn(); });
  std::set<std::array<std::uint8_t, 16>> taken;
  for (const auto& [id, record] : in_order) {
    const std::string name = record->name;
    for (int number = 2; !taken.insert(folded_key_of(record->name)).second; ++number)
      record->name = name + " " + std::to_string(number);
  }
}

void adopt_people(Update& update, const DecisionState& said) {
  for (const Person& known : People(update).all()) {
    if (!known.record.logged || said.people.contains(known.id)) continue;
    if (!has_references(update, known.id))
      PeopleTables(update).erase(known.id);
    else
      PeopleTables(update).change(known.id, [](PersonRecord& record) { record.logged = false; });
  }
  for (const auto& [id, record] : said.people) {
    if (!People(update).find(id)) PeopleTables(update).add(id, record);
    PeopleTables(update).change(id, [&wanted = record](PersonRecord& present) {
      const std::uint64_t created = present.created_ns;
      present = wanted;
      present.created_ns = created;
    });
  }
  PeopleTables(update).mend_names();  // where two people exchanged names, the first found the other's still taken
}

void adopt_decisions(Update& update, const DecisionState& said) {
  std::set<std::uint64_t> present;
  std::vector<std::pair<ImageKey, std::uint64_t>> gone;
  Decisions(update).each([&](const ImageKey& image, std::uint64_t seq, const DecisionRecord& record) {
    const auto wanted = said.decisions.find(seq);
    if (wanted != said.decisions.end() && wanted->second.image == image && wanted->second.record == record)
      present.insert(seq);
    else
      gone.emplace_back(image, seq);
  });
  for (const auto& [image, seq] : gone) DecisionTables(update).erase(image, seq);
  for (const auto& [seq, decision] : said.decisions)
    if (!present.contains(seq)) DecisionTables(update).add(decision.image, seq, decision.record);
}

void adopt_reference_files(Update& update, const DecisionState& said) {
  for (const Person& known : People(update).all())
    for (const auto& [file, record] : References(update).files_of(known.id)) {
      const auto wanted = said.reference_files.find(file);
      if (wanted == said.reference_files.end() || wanted->second.person != known.id)
        ReferenceTables(update).erase_file(known.id, file);
    }
  for (const auto& [file, wanted] : said.reference_files)
    if (People(update).find(wanted.person)) ReferenceTables(update).put_file(wanted.person, file, wanted.record);
}

void adopt_pins(Update& update, const DecisionState& said) {
  for (const auto& [name, query] : Pins(update).all())
    if (!said.pins.contains(name)) PinTables(update).erase(name);
  for (const auto& [name, query] : said.pins) PinTables(update).put(name, query);
}

}  // namespace

std::vector<LogEntry> lines_that_count(std::vector<LogEntry> lines) {
  std::map<std::uint64_t, std::uint64_t> undone;  // group -> seq of its undo; lines that joined it later count
  std::set<std::uint64_t> revoked;
  for (const LogEntry& line : lines) {
    if (line.verb == Verb::undo) undone[line.ref] = line.seq;
    if (line.verb == Verb::redo) undone.erase(line.ref);
    if (line.verb == Verb::revoke) revoked.insert(line.ref);
  }
  std::erase_if(lines, [&](const LogEntry& line) {
    const bool speaks_of_others = line.verb == Verb::undo || line.verb == Verb::redo || line.verb == Verb::revoke;
    const auto undo = undone.find(line.group);
    return speaks_of_others || revoked.contains(line.act) || (undo != undone.end() && line.seq < undo->second);
  });
  return lines;
}

std::vector<LogEntry> lines_that_count(const DecisionLog& log) {
  return lines_that_count(lines_of(log));
}

DecisionState state_after(const std::vector<LogEntry>& lines) {
  DecisionState said;
  for (const LogEntry& line : lines) take_in(said, line);
  return said;
}

DecisionState decision_state_in(const Snapshot& snapshot) {
  DecisionState said;
  for (const Person& person : People(snapshot).all()) {
    if (!person.record.logged) continue;
    said.people.emplace(person.id, person.record);
    for (const auto& [file, record] : References(snapshot).files_of(person.id))
      said.reference_files[file] = {person.id, record};
  }
  Decisions(snapshot).each([&](const ImageKey& image, std::uint64_t seq, const DecisionRecord& record) {
    said.decisions[seq] = {image, record};
  });
  said.pins = Pins(snapshot).all();
  return said;
}

void adopt(Update& update, DecisionState said) {
  part_namesakes(said.people);
  adopt_people(update, said);
  adopt_decisions(update, said);
  adopt_reference_files(update, said);
  adopt_pins(update, said);
}

void adopt(Update& update, const DecisionLog& log) {
  adopt(update, state_after(lines_that_count(log)));
}

}  // namespace facefs
