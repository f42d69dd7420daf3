// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <chrono>

#include "index/decisions/act_context.h"
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

void set_shown(Update& update, PersonId person) {
  PeopleTables(update).change(person, [](PersonRecord& changed) { changed.visibility = Visibility::shown; });
}

}  // namespace

void apply(const ActContext& in, const AddPerson& deed) {
  if (People(in.update).named(deed.name)) throw Refusal(EEXIST);
  PersonRecord record;
  record.name = deed.name;
  record.created_ns = now_ns();
  record.visibility = deed.shown ? Visibility::shown : Visibility::automatic;
  const PersonId person = in.log.new_person();
  PeopleTables(in.update).add(person, record);
  if (deed.shown) log_person(in, person);
}

void log_person(const ActContext& in, PersonId person) {
  const PersonRecord record = known_person(in.update, person);
  if (record.logged) return;
  std::vector<LogEntry> lines = {line_of(Verb::person, in.actor, person, record.name)};
  if (record.visibility == Visibility::shown) lines.push_back(line_of(Verb::show, in.actor, person));
  const LogEntry coming = in.log.append(std::move(lines)).front();
  PeopleTables(in.update).change(person, [&coming](PersonRecord& changed) {
    changed.logged = true;
    changed.created_ns = coming.time_ns;  // as in a gallery that is made from the log
    changed.since = coming.seq;
  });
}

void apply(const ActContext& in, const BeginTeaching& deed) {
  const PersonRecord record = known_person(in.update, deed.person);
  log_person(in, deed.person);
  if (record.visibility == Visibility::hidden && record.merged_into == kNobody) apply(in, ShowPerson{deed.person});
}

void apply(const ActContext& in, const RenamePerson& deed) {
  const PersonRecord record = known_person(in.update, deed.person);
  const auto other = People(in.update).named(deed.name);
  if (other && *other != deed.person) throw Refusal(EEXIST);
  if (record.logged) in.log.append(line_of(Verb::rename, in.actor, deed.person, deed.name));
  PeopleTables(in.update).rename(deed.person, deed.name);
}

void apply(const ActContext& in, const ShowPerson& deed) {
  const PersonRecord record = known_person(in.update, deed.person);
  if (record.merged_into != kNobody) throw Refusal(EINVAL);
  if (record.logged) in.log.append(line_of(Verb::show, in.actor, deed.person));
  set_shown(in.update, deed.person);
}

/// Shows the target too, unless the source is hidden: a user who merges two people wants to see the one who is left.
void apply(const ActContext& in, const MergePeople& deed) {
  const auto& [source, target] = deed;
  const bool is_seen = known_person(in.update, source).visibility != Visibility::hidden;
  known_person(in.update, target);
  const PersonId one = People(in.update).resolved(target);
  if (one == source || People(in.update).resolved(source) == one) throw Refusal(EINVAL);
  log_person(in, source);
  log_person(in, target);
  const bool is_to_be_shown = is_seen && known_person(in.update, one).visibility == Visibility::hidden;
  std::vector<LogEntry> lines = {line_of(Verb::merge, in.actor, source, text_of(target))};
  if (is_to_be_shown) lines.push_back(line_of(Verb::show, in.actor, one));
  in.log.append(std::move(lines));
  PeopleTables(in.update).change(source, [&deed](PersonRecord& record) { record.merged_into = deed.target; });
  if (is_to_be_shown) set_shown(in.update, one);
}

void apply(const ActContext& in, const SetCertain& deed) {
  known_person(in.update, deed.person);
  log_person(in, deed.person);
  in.log.append(line_of(Verb::certain, in.actor, deed.person, text_of_cap(deed.certain)));
  PeopleTables(in.update).change(deed.person, [&deed](PersonRecord& record) { record.certain = deed.certain; });
}

void apply(const ActContext& in, const PinQuery& deed) {
  if (Pins(in.update).find(deed.name)) throw Refusal(EEXIST);
  in.log.append(line_of(Verb::pin, in.actor, kNobody, deed.name + "/" + deed.query));
  PinTables(in.update).put(deed.name, deed.query);
}

void apply(const ActContext& in, const UnpinQuery& deed) {
  if (!Pins(in.update).find(deed.name)) throw Refusal(ENOENT);
  in.log.append(line_of(Verb::unpin, in.actor, kNobody, deed.name));
  PinTables(in.update).erase(deed.name);
}

void apply(const ActContext& in, const RenamePin& deed) {
  const auto query = Pins(in.update).find(deed.from);
  if (!query) throw Refusal(ENOENT);
  if (Pins(in.update).find(deed.to)) throw Refusal(EEXIST);
  in.log.append({line_of(Verb::unpin, in.actor, kNobody, deed.from),
                 line_of(Verb::pin, in.actor, kNobody, deed.to + "/" + *query)});
  PinTables(in.update).erase(deed.from);
  PinTables(in.update).put(deed.to, *query);
}

}  // namespace facefs
