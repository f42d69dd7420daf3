// SPDX-License-Identifier: Apache-2.0
#include "daemon/acts.h"

#include <cerrno>
#include <chrono>
#include <system_error>

namespace facefs {
namespace {

[[noreturn]] void refuse(int error) {
  throw std::system_error(error, std::generic_category(), "refused");
}

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

std::variant<PersonId, int> add_person(Writer& writer, Ledger& ledger, const std::string& name) {
  PersonId made = kNobody;
  const int error = writer.perform(
      [&](Update& update, DecisionLog& log) {
        if (update.person_named(name)) refuse(EEXIST);
        made = log.new_person();
        update.add_person(made, {name, false, now_ns()});
      },
      ledger.begin(Ledger::Work::other));
  if (error != 0) return error;
  return made;
}

int log_person(Writer& writer, Ledger& ledger, PersonId person, const std::string& program) {
  return writer.perform(
      [&](Update& update, DecisionLog& log) {
        const auto record = update.person(person);
        if (!record) refuse(ENOENT);
        if (record->logged) return;
        log.append(entry_for(Verb::person, person, record->name, program));
        update.mark_logged(person);
      },
      ledger.begin(Ledger::Work::other));
}

int rename_person(Writer& writer, Ledger& ledger, PersonId person, const std::string& name,
                  const std::string& program) {
  return writer.perform(
      [&](Update& update, DecisionLog& log) {
        const auto record = update.person(person);
        if (!record) refuse(ENOENT);
        const auto other = update.person_named(name);
        if (other && *other != person) refuse(EEXIST);
        if (record->logged) log.append(entry_for(Verb::rename, person, name, program));
        update.rename_person(person, name);
      },
      ledger.begin(Ledger::Work::other));
}

}  // namespace facefs
