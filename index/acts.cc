// SPDX-License-Identifier: Apache-2.0
#include "index/acts.h"

#include <cerrno>
#include <chrono>

namespace facefs {
namespace {

std::uint64_t now_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

LogEntry entry_for(Verb verb, PersonId person, const std::string& name, const std::string& program) {
  LogEntry entry;
  entry.verb = verb;
  entry.person = person;
  entry.name = name;
  entry.program = program;
  return entry;
}

}  // namespace

void add_person(Update& update, DecisionLog& log, const std::string& name) {
  if (update.person_named(name)) throw Refusal(EEXIST);
  update.add_person(log.new_person(), {name, false, now_ns()});
}

void log_person(Update& update, DecisionLog& log, PersonId person, const std::string& program) {
  const auto record = update.person(person);
  if (!record) throw Refusal(ENOENT);
  if (record->logged) return;
  log.append(entry_for(Verb::person, person, record->name, program));
  update.mark_logged(person);
}

void rename_person(Update& update, DecisionLog& log, PersonId person, const std::string& name,
                   const std::string& program) {
  const auto record = update.person(person);
  if (!record) throw Refusal(ENOENT);
  const auto other = update.person_named(name);
  if (other && *other != person) throw Refusal(EEXIST);
  if (record->logged) log.append(entry_for(Verb::rename, person, name, program));
  update.rename_person(person, name);
}

}  // namespace facefs
