// SPDX-License-Identifier: Apache-2.0
// Commands about people: who there is, show, merge, forget.
#include <algorithm>
#include <stdexcept>

#include "daemon/command_answers.h"
#include "daemon/commands.h"
#include "index/storage/decisions.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/values/near_word.h"
#include "index/values/person_name.h"
#include "system/text.h"

namespace facefs {

using Json = Control::Json;

namespace {

/// Returns the error for a name that nobody has. Suggests a close name of a known person, also of a hidden one.
std::runtime_error nobody_called(const Snapshot& snapshot, const std::string& name) {
  std::vector<std::string> names;
  for (const Person& person : People(snapshot).all()) names.push_back(person.record.name);
  return std::runtime_error("there is nobody called '" + escaped(name) + "'" + did_you_mean(name, names));
}

}  // namespace

void Commands::on_people(const Json&, const Answer& answer) {
  const Snapshot snapshot(parts_.gallery);
  Json people = Json::array();
  for (const Person& person : People(snapshot).all()) {
    std::uint64_t used = 0;
    for (const Reference& reference : References(snapshot).of(person.id))
      used += reference.record.verdict == EnrolVerdict::used ? 1 : 0;
    if (!People(snapshot).is_shown(person.id)) continue;
    people.push_back({{"name", json_string(person.record.name)},
                      {"photos", Folders(snapshot).state_of({FolderKey::Kind::people, person.id}).entries},
                      {"maybe", Folders(snapshot).state_of({FolderKey::Kind::maybe, person.id}).entries},
                      {"references", used}});
  }
  answer(success(std::move(people)));
}

PersonId Commands::person_called(const std::string& name) const {
  const Snapshot snapshot(parts_.gallery);
  const auto person = People(snapshot).named(name);
  if (!person) throw nobody_called(snapshot, name);
  return *person;
}

void Commands::on_show(const Json& request, const Answer& answer) {
  change(
      ShowPerson{person_called(text_in(request, "name"))}, [](const Applied&) { return Json(nullptr); }, answer);
}

void Commands::on_merge(const Json& request, const Answer& answer) {
  const PersonId source = person_called(text_in(request, "name"));
  change(
      MergePeople{source, person_called(text_in(request, "into"))}, [](const Applied&) { return Json(nullptr); },
      answer);
}

void Commands::on_forget(const Json& request, const Answer& answer) {
  Forget forgetting;
  if (request.contains("photo")) {
    forgetting.faces = {face_of(text_in(request, "photo"), request.at("face").get<std::size_t>())};
  } else {
    const auto person = People(Snapshot(parts_.gallery)).named(text_in(request, "name"));
    forgetting.person = person ? *person : person_of_the_log(text_in(request, "name"));
    forgetting.all_faces = request.value("faces", false);
  }
  forgetting.program = kCommandLineProgram;
  forgetting.answer = [answer](int error) { answer(error == 0 ? success(nullptr) : failure(ActAnswer{error})); };
  forgetting.token = parts_.ledger.begin(Ledger::Kind::other);
  parts_.writer.forget(std::move(forgetting));
}

/// Returns a person who is only in the log under that name, because the person's creation was undone. Throws if there
/// is none.
PersonId Commands::person_of_the_log(const std::string& name) const {
  PersonId person = kNobody;
  parts_.log.each_after(0, [&](const LogEntry& line) {
    if ((line.verb == Verb::person || line.verb == Verb::rename) && folded_key_of(line.name) == folded_key_of(name) &&
        !People(Snapshot(parts_.gallery)).find(line.person))
      person = line.person;
    if (line.verb == Verb::forget && line.person == person) person = kNobody;  // being forgotten already
  });
  if (person == kNobody) throw nobody_called(Snapshot(parts_.gallery), name);
  return person;
}

/// Answers with how much would be erased if the person of exactly that name was forgotten.
void Commands::on_forgetting(const Json& request, const Answer& answer) {
  const std::string name = text_in(request, "name");
  const Snapshot snapshot(parts_.gallery);
  const auto person = People(snapshot).named(name);
  if (!person) {
    person_of_the_log(name);
    return answer(success({{"references", 0}, {"decisions", 0}, {"photos", 0}}));
  }
  const std::string known = People(snapshot).get(*person).name;
  if (known != nfc_of(name).value_or(name))
    throw std::runtime_error("there is nobody called '" + escaped(name) + "': is '" + escaped(known) + "' meant?");
  const std::vector<PersonId> one = People(snapshot).all_who_are(*person);
  std::uint64_t decisions = 0, references = 0;
  Decisions(snapshot).each([&](const ImageKey&, std::uint64_t, const DecisionRecord& record) {
    decisions += std::count(one.begin(), one.end(), record.person) > 0 ? 1 : 0;
  });
  Json merged = Json::array();
  for (const PersonId each : one) {
    references += References(snapshot).of(each).size();
    if (each != *person) merged.push_back(json_string(People(snapshot).get(each).name));
  }
  answer(success({{"references", references},
                  {"decisions", decisions},
                  {"merged", merged},
                  {"photos", Folders(snapshot).state_of({FolderKey::Kind::people, *person}).entries}}));
}

}  // namespace facefs
