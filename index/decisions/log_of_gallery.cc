// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/log_of_gallery.h"

#include <algorithm>
#include <map>
#include <utility>

#include "index/storage/decisions.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/pins.h"
#include "index/storage/references.h"
#include "index/values/reference_file.h"

namespace facefs {
namespace {

constexpr const char* kProgram = "facefsd";

void add_lines_of(std::vector<LogEntry>& lines, const Person& person) {
  const PersonRecord& record = person.record;
  lines.push_back(line_about(person, Verb::person, record.name));
  if (record.visibility == Visibility::shown) lines.push_back(line_about(person, Verb::show));
  if (record.visibility == Visibility::hidden) lines.push_back(line_about(person, Verb::hide));
  if (record.certain > 0) lines.push_back(line_about(person, Verb::certain, text_of_cap(record.certain)));
}

/// Adds the reference photos in the order in which they began to teach.
void add_references(std::vector<LogEntry>& lines, const Snapshot& snapshot, const std::vector<Person>& people) {
  std::map<std::uint64_t, LogEntry> in_order;
  for (const Person& person : people)
    for (const auto& [file, record] : References(snapshot).files_of(person.id))
      in_order.emplace(record.since, line_of_reference(person, file, record));
  for (auto& [since, line] : in_order) lines.push_back(std::move(line));
}

Verb verb_of(DecisionRecord::Verb verb) {
  using V = DecisionRecord::Verb;
  static const std::map<V, Verb> kInTheLog = {{V::is, Verb::is},
                                              {V::is_not, Verb::is_not},
                                              {V::ignore, Verb::ignore},
                                              {V::unignore, Verb::unignore},
                                              {V::erase, Verb::erase}};
  return kInTheLog.at(verb);
}

}  // namespace

LogEntry line_about(const Person& person, Verb verb, const std::string& name) {
  LogEntry line = line_of_restored(verb, person.id, name);
  line.time_ns = person.record.created_ns;
  return line;
}

LogEntry line_of_reference(const Person& person, const std::string& file, const ReferenceFileRecord& record) {
  LogEntry line = line_about(person, Verb::teach, text_of(NamedReference{file, record.name}));
  line.time_ns = record.came_ns;
  return line;
}

LogEntry line_of_decision(const Snapshot& snapshot, const ImageKey& image, const DecisionRecord& record) {
  LogEntry line = line_of_restored(verb_of(record.verb), record.person, {});
  line.image = image;
  if (!record.is_of_photo()) line.box = record.box;
  for (const PhotoId id : Images(snapshot).photos_of(image)) {
    const PhotoRecord photo = Photos(snapshot).get(id);
    line.content = photo.content;
    line.name = photo.name;
  }
  return line;
}

std::vector<LogEntry> lines_of(const Snapshot& snapshot) {
  std::vector<Person> people = People(snapshot).all();
  std::erase_if(people, [&](const Person& person) {
    return !person.record.logged && References(snapshot).of(person.id).empty();
  });
  std::stable_sort(people.begin(), people.end(), [](const Person& a, const Person& b) {
    return std::pair(a.record.turn(), a.record.created_ns) < std::pair(b.record.turn(), b.record.created_ns);
  });
  std::vector<LogEntry> lines;
  for (const Person& person : people) add_lines_of(lines, person);
  for (const Person& person : people)
    if (person.record.merged_into != kNobody)
      lines.push_back(line_about(person, Verb::merge, text_of(person.record.merged_into)));
  add_references(lines, snapshot, people);
  std::map<std::uint64_t, LogEntry> decisions;  // in the order in which they were made
  Decisions(snapshot).each([&](const ImageKey& image, std::uint64_t seq, const DecisionRecord& record) {
    decisions.emplace(seq, line_of_decision(snapshot, image, record));
  });
  for (auto& [seq, line] : decisions) lines.push_back(std::move(line));
  for (const auto& [name, query] : Pins(snapshot).all()) {
    LogEntry& line = lines.emplace_back();
    line.verb = Verb::pin;
    line.program = kProgram;
    line.name = name;
    line.name.append("/").append(query);
  }
  return lines;
}

LogEntry line_of_restored(Verb verb, PersonId person, const std::string& name) {
  LogEntry line;
  line.verb = verb;
  line.person = person;
  line.name = name;
  line.program = kProgram;
  return line;
}

}  // namespace facefs
