// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/log_sentences.h"

#include <algorithm>
#include <map>
#include <set>

#include "index/decisions/decision_state.h"
#include "index/values/reference_file.h"

namespace facefs {
namespace {

constexpr std::size_t kMostNamed = 5;

struct Group {
  std::vector<LogEntry> lines;
};

bool names_somebody(const LogEntry& line) {
  return line.verb == Verb::person || line.verb == Verb::rename;
}

/// Returns people's names as they are now. A person whose coming was taken back has the first known name.
std::map<PersonId, std::string> last_names(const DecisionLog& log) {
  std::map<PersonId, std::string> names;
  for (const LogEntry& line : lines_that_count(log))
    if (names_somebody(line)) names[line.person] = line.name;
  log.each_after(0, [&](const LogEntry& line) {
    if (names_somebody(line)) names.emplace(line.person, line.name);
  });
  return names;
}

class Teller {
 public:
  explicit Teller(const DecisionLog& log) : names_(last_names(log)) {}

  std::string sentence(const Group& group) const {
    const auto main = std::find_if(group.lines.rbegin(), group.lines.rend(),
                                   [](const LogEntry& line) { return line.verb != Verb::revoke; });
    if (main == group.lines.rend()) return "an act was taken back: it was half of something else";
    const auto made = std::find_if(group.lines.begin(), group.lines.end(),
                                   [](const LogEntry& line) { return line.verb == Verb::person; });
    if (main->verb == Verb::show && made != group.lines.end()) return of_one(*made);
    return is_of_photos(main->verb) ? of_photos(group, *main) : of_one(*main);
  }

 private:
  static bool is_of_photos(Verb verb) {
    return verb == Verb::is || verb == Verb::is_not || verb == Verb::ignore || verb == Verb::unignore;
  }

  std::string name(PersonId person) const {
    const auto known = names_.find(person);
    return known == names_.end() ? "somebody who is not known any more" : known->second;
  }

  /// Returns a sentence about photos. It names each photo once, even if several of its faces are meant. The photos are
  /// sorted by name, because acts of one moment come in any order.
  std::string of_photos(const Group& group, const LogEntry& main) const {
    std::set<std::string> photos;
    std::set<PersonId> refused;
    for (const LogEntry& line : group.lines) {
      if (line.verb == Verb::is_not && main.verb == Verb::is) refused.insert(line.person);
      if (line.verb == main.verb) photos.insert(line.name);
    }
    std::string text = photos.size() == 1 ? *photos.begin() + " is " : std::to_string(photos.size()) + " photos are ";
    text += what(main);
    for (const PersonId person : refused) text += " and not " + name(person);
    return photos.size() == 1 ? text : text + " (" + listed(photos) + ")";
  }

  std::string what(const LogEntry& line) const {
    if (line.verb == Verb::ignore) return "of no interest";
    if (line.verb == Verb::unignore) return "of interest again";
    return (line.verb == Verb::is ? "" : "not ") + name(line.person);
  }

  static std::string called(const LogEntry& line) {
    const auto reference = named_reference_in(line.name);
    return reference ? reference->name : "a photo";
  }

  static std::string listed(const std::set<std::string>& photos) {
    std::string text;
    std::size_t named = 0;
    for (auto photo = photos.begin(); photo != photos.end() && named < kMostNamed; ++photo)
      text += (named++ > 0 ? ", " : "") + *photo;
    return photos.size() > kMostNamed ? text + ", ..." : text;
  }

  std::string of_one(const LogEntry& line) const {
    switch (line.verb) {
      case Verb::person:
        return line.name + " is new";
      case Verb::rename:
        return "a person is called " + line.name + " now";
      case Verb::erase:
        return "faces were erased";
      case Verb::hide:
        return name(line.person) + " is not shown any more";
      case Verb::show:
        return name(line.person) + " is shown";
      case Verb::merge:
        return name(line.person) + " is " + name(person_in(line.name).value_or(kNobody));
      case Verb::certain:
        return name(line.person) + (line.name.empty() ? " is as certain as everybody else"
                                                      : " is certain up to a distance of " + line.name);
      case Verb::pin:
        return "a query is pinned as " + line.name.substr(0, line.name.find('/'));
      case Verb::unpin:
        return "the pin " + line.name + " is taken away";
      case Verb::forget:
        return (line.person == kNobody ? "somebody" : name(line.person)) + " was forgotten for good";
      case Verb::teach:
        return called(line) + " teaches who " + name(line.person) + " is";
      case Verb::undo:
        return "undone";
      default:
        return std::string(name_of(line.verb));
    }
  }

  std::map<PersonId, std::string> names_;
};

}  // namespace

std::vector<LogSentence> sentences_of(const DecisionLog& log) {
  std::map<std::uint64_t, Group> groups;
  std::set<std::uint64_t> undone;
  log.each_after(0, [&](const LogEntry& line) {
    if (line.verb == Verb::undo)
      undone.insert(line.ref);
    else if (line.verb == Verb::redo)
      undone.erase(line.ref);
    else
      groups[line.group].lines.push_back(line);
  });
  const Teller teller(log);
  std::vector<LogSentence> sentences;
  for (const auto& [number, group] : groups) {
    const LogEntry& last = group.lines.back();
    sentences.push_back({number, last.time_ns, last.program, teller.sentence(group), undone.contains(number)});
  }
  return sentences;
}

}  // namespace facefs
