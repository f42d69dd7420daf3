// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <chrono>

#include "index/decisions/act_lines.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/pin_tables.h"
#include "index/storage/pins.h"

namespace facefs {
namespace {

std::uint64_t now_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

PersonRecord known_person(const Update& update, PersonId person) {
  const auto record = People(update).find(person);
  if (!record) throw Refusal(ENOENT);
  return *record;
}

}  // namespace

void add_person(Update& update, DecisionLog& log, const Actor& actor, const std::string& name, bool shown) {
  if (People(update).named(name)) throw Refusal(EEXIST);
  PersonRecord record;
  record.name = name;
  record.created_ns = now_ns();
  record.visibility = shown ? Visibility::shown : Visibility::automatic;
  const PersonId person = log.new_person();
  PeopleTables(update).add(person, record);
  if (shown) log_person(update, log, actor, person);
}

void log_person(Update& update, DecisionLog& log, const Actor& actor, PersonId person) {
  const PersonRecord record = known_person(update, person);
  if (record.logged) return;
  std::vector<LogEntry> lines = {line_of(Verb::person, actor, person, record.name)};
  if (record.visibility == Visibility::shown) lines.push_back(line_of(Verb::show, actor, person));
  const LogEntry coming = log.append(std::move(lines)).front();
  PeopleTables(update).change(person, [&coming](PersonRecord& changed) {
    changed.logged = true;
    changed.created_ns = coming.time_ns;  // as a gallery that is made from the log has it
    changed.since = coming.seq;
  });
}

void rename_person(Update& update, DecisionLog& log, const Actor& actor, PersonId person, const std::string& name) {
  const PersonRecord record = known_person(update, person);
  const auto other = People(update).named(name);
  if (other && *other != person) throw Refusal(EEXIST);
  if (record.logged) log.append(line_of(Verb::rename, actor, person, name));
  PeopleTables(update).rename(person, name);
}

void show_person(Update& update, DecisionLog& log, const Actor& actor, PersonId person) {
  const PersonRecord record = known_person(update, person);
  if (record.merged_into != kNobody) throw Refusal(EINVAL);
  if (record.logged) log.append(line_of(Verb::show, actor, person));
  PeopleTables(update).change(person, [](PersonRecord& changed) { changed.visibility = Visibility::shown; });
}

/// Whoever makes one of two people wants to see that one, also where the other had been hidden.
void merge_people(Update& update, DecisionLog& log, const Actor& actor, PersonId source, PersonId target) {
  const bool is_seen = known_person(update, source).visibility != Visibility::hidden;
  known_person(update, target);
  if (People(update).resolved(target) == source || People(update).resolved(source) == People(update).resolved(target))
    throw Refusal(EINVAL);
  log_person(update, log, actor, source);
  log_person(update, log, actor, target);
  const PersonId one = People(update).resolved(target);
  const bool is_to_be_shown = is_seen && known_person(update, one).visibility == Visibility::hidden;
  std::vector<LogEntry> lines = {line_of(Verb::merge, actor, source, text_of(target))};
  if (is_to_be_shown) lines.push_back(line_of(Verb::show, actor, one));
  log.append(std::move(lines));
  PeopleTables(update).change(source, [target](PersonRecord& record) { record.merged_into = target; });
  if (is_to_be_shown)
    PeopleTables(update).change(one, [](PersonRecord& record) { record.visibility = Visibility::shown; });
}

void set_certain(Update& update, DecisionLog& log, const Actor& actor, PersonId person, float certain) {
  known_person(update, person);
  log_person(update, log, actor, person);
  log.append(line_of(Verb::certain, actor, person, text_of_cap(certain)));
  PeopleTables(update).change(person, [certain](PersonRecord& record) { record.certain = certain; });
}

void pin_query(Update& update, DecisionLog& log, const Actor& actor, const std::string& name,
               const std::string& query) {
  if (Pins(update).find(name)) throw Refusal(EEXIST);
  log.append(line_of(Verb::pin, actor, kNobody, name + "/" + query));
  PinTables(update).put(name, query);
}

void unpin_query(Update& update, DecisionLog& log, const Actor& actor, const std::string& name) {
  if (!Pins(update).find(name)) throw Refusal(ENOENT);
  log.append(line_of(Verb::unpin, actor, kNobody, name));
  PinTables(update).erase(name);
}

void rename_pin(Update& update, DecisionLog& log, const Actor& actor, const std::string& from, const std::string& to) {
  const auto query = Pins(update).find(from);
  if (!query) throw Refusal(ENOENT);
  if (Pins(update).find(to)) throw Refusal(EEXIST);
  log.append({line_of(Verb::unpin, actor, kNobody, from), line_of(Verb::pin, actor, kNobody, to + "/" + *query)});
  PinTables(update).erase(from);
  PinTables(update).put(to, *query);
}

}  // namespace facefs
