// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/damaged_lines.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "index/decisions/decision_state.h"
#include "index/decisions/log_of_gallery.h"
#include "index/values/reference_file.h"

namespace facefs {
namespace {

bool is_same(const DecisionState::Decision& a, const DecisionState::Decision& b) {
  return a.image == b.image && a.record.verb == b.record.verb && a.record.person == b.record.person;
}

bool is_same(const DecisionState::ReferenceFile& a, const DecisionState::ReferenceFile& b) {
  return a.person == b.person && a.record.name == b.record.name;
}

std::size_t lines_apart(const PersonRecord& a, const PersonRecord& b) {
  return std::size_t{a.name != b.name} + (a.visibility != b.visibility) + (a.merged_into != b.merged_into) +
         (text_of_cap(a.certain) != text_of_cap(b.certain));
}

bool is_same(const PersonRecord& a, const PersonRecord& b) {
  return lines_apart(a, b) == 0;
}

bool is_same(const std::string& a, const std::string& b) {
  return a == b;
}

/// Returns the keys under which the two maps differ.
template <typename Map>
std::set<typename Map::key_type> different(const Map& a, const Map& b) {
  std::set<typename Map::key_type> keys;
  for (const auto& [key, value] : a)
    if (const auto other = b.find(key); other == b.end() || !is_same(value, other->second)) keys.insert(key);
  for (const auto& [key, value] : b)
    if (!a.contains(key)) keys.insert(key);
  return keys;
}

/// Returns the files that the gallery has otherwise than the log. What the log alone has means nothing: a removed
/// reference photo keeps its line.
std::set<std::string> missing_references(const DecisionState& gallery, const DecisionState& log) {
  auto files = different(gallery.reference_files, log.reference_files);
  std::erase_if(files, [&](const std::string& file) { return !gallery.reference_files.contains(file); });
  return files;
}

std::size_t people_apart(const DecisionState& gallery, const DecisionState& log) {
  constexpr std::size_t kSomebodyMissing = 5;  // more than two records of one person can differ by
  std::size_t apart = 0;
  for (const PersonId id : different(gallery.people, log.people)) {
    const auto a = gallery.people.find(id);
    const auto b = log.people.find(id);
    const bool both = a != gallery.people.end() && b != log.people.end();
    apart += both ? lines_apart(a->second, b->second) : kSomebodyMissing;
  }
  return apart;
}

std::size_t difference(const DecisionState& gallery, const DecisionState& log) {
  return people_apart(gallery, log) + different(gallery.decisions, log.decisions).size() +
         missing_references(gallery, log).size() + different(gallery.pins, log.pins).size();
}

LogEntry line_with(Verb verb, const std::string& name, std::uint64_t ref = 0) {
  LogEntry line = line_of_restored(verb, kNobody, name);
  line.ref = ref;
  return line;
}

class PuttingBack {
 public:
  PuttingBack(const DecisionLog& log, const Snapshot& snapshot)
      : snapshot_(snapshot),
        gaps_(log.missing()),
        upto_(snapshot.counter("log_seq")),
        gallery_(decision_state_in(snapshot)) {
    log.each_after(0, [&](const LogEntry& line) {
      if (line.seq <= upto_) lines_.push_back(line);
    });
  }

  std::vector<LogEntry> run() {
    put_lines_with_known_numbers();
    while (const auto number = last_free_number()) {
      const auto line = best_of(candidates(), *number);
      if (!line) break;
      put(*line, *number);
    }
    std::sort(put_.begin(), put_.end(), is_before);
    return put_;
  }

 private:
  static bool is_before(const LogEntry& a, const LogEntry& b) { return a.seq < b.seq; }

  bool is_taken(std::uint64_t number) const {
    return std::any_of(put_.begin(), put_.end(), [&](const LogEntry& line) { return line.seq == number; });
  }

  bool is_missing(std::uint64_t number) const {
    return number <= upto_ && !is_taken(number) &&
           std::any_of(gaps_.begin(), gaps_.end(),
                       [&](const MissingLines& gap) { return gap.after < number && number < gap.before; });
  }

  std::optional<std::uint64_t> last_free_number() const {
    for (auto gap = gaps_.rbegin(); gap != gaps_.rend(); ++gap)
      for (std::uint64_t number = std::min(upto_, gap->before - 1); number > gap->after; --number)
        if (!is_taken(number)) return number;
    return std::nullopt;
  }

  void put(LogEntry line, std::uint64_t number) {
    if (!is_missing(number)) return;
    line.seq = line.act = line.group = number;
    lines_.insert(std::upper_bound(lines_.begin(), lines_.end(), line, is_before), line);
    put_.push_back(std::move(line));
  }

  void put_lines_with_known_numbers() {
    for (const auto& [id, record] : gallery_.people)
      put(line_about({id, record}, Verb::person, record.name), record.since);
    for (const auto& [file, reference] : gallery_.reference_files)
      put(line_about_file(file, reference), reference.record.since);
    for (const auto& [number, decision] : gallery_.decisions)
      put(line_of_decision(snapshot_, decision.image, decision.record), number);
  }

  static LogEntry line_about_file(const std::string& file, const DecisionState::ReferenceFile& reference) {
    return line_of_reference({reference.person, {}}, file, reference.record);
  }

  DecisionState sum_with(const std::optional<LogEntry>& line) const {
    std::vector<LogEntry> lines = lines_;
    if (line) lines.insert(std::upper_bound(lines.begin(), lines.end(), *line, is_before), *line);
    return state_after(lines_that_count(std::move(lines)));
  }

  /// Returns lines of which one may be what a damaged line said.
  std::vector<LogEntry> candidates() const {
    const DecisionState log = sum_with({});
    std::vector<LogEntry> lines;
    for (const PersonId id : different(gallery_.people, log.people)) add_lines_about(lines, id);
    for (const std::string& file : missing_references(gallery_, log))
      lines.push_back(line_about_file(file, gallery_.reference_files.at(file)));
    for (const std::string& pin : different(gallery_.pins, log.pins)) {
      const auto query = gallery_.pins.find(pin);
      lines.push_back(query == gallery_.pins.end() ? line_with(Verb::unpin, pin)
                                                   : line_with(Verb::pin, pin + "/" + query->second));
    }
    add_takings_back(lines, log);
    return lines;
  }

  void add_lines_about(std::vector<LogEntry>& lines, PersonId id) const {
    const auto known = gallery_.people.find(id);
    if (known == gallery_.people.end()) return;
    const PersonRecord& record = known->second;
    const Person person{id, record};
    lines.push_back(line_about(person, Verb::person, record.name));
    lines.push_back(line_about(person, Verb::rename, record.name));
    lines.push_back(line_about(person, Verb::certain, text_of_cap(record.certain)));
    if (record.visibility == Visibility::hidden) lines.push_back(line_about(person, Verb::hide));
    if (record.visibility == Visibility::shown) lines.push_back(line_about(person, Verb::show));
    if (record.merged_into != kNobody) lines.push_back(line_about(person, Verb::merge, text_of(record.merged_into)));
  }

  /// Adds lines that revoke, undo or redo acts that count in the log and not in the gallery, or the other way round.
  void add_takings_back(std::vector<LogEntry>& lines, const DecisionState& log) const {
    const auto people = different(gallery_.people, log.people);
    const auto decisions = different(gallery_.decisions, log.decisions);
    std::set<std::pair<Verb, std::uint64_t>> known;
    for (const LogEntry& line : lines_) {
      if (!people.contains(line.person) && !decisions.contains(line.seq)) continue;
      known.emplace(Verb::undo, line.group);
      known.emplace(Verb::redo, line.group);
      known.emplace(Verb::revoke, line.act);
    }
    for (const auto& [verb, ref] : known) lines.push_back(line_with(verb, {}, ref));
  }

  /// Returns the candidate that brings the log nearest to the gallery; nothing where none brings it nearer.
  std::optional<LogEntry> best_of(std::vector<LogEntry> candidates, std::uint64_t number) const {
    std::size_t least = difference(gallery_, sum_with({}));
    std::optional<LogEntry> best;
    for (LogEntry& line : candidates) {
      if (least == 0) break;
      line.seq = line.act = line.group = number;
      const std::size_t left = difference(gallery_, sum_with(line));
      if (left >= least) continue;
      least = left;
      best = line;
    }
    return best;
  }

  const Snapshot& snapshot_;
  std::vector<MissingLines> gaps_;
  std::uint64_t upto_;
  DecisionState gallery_;
  std::vector<LogEntry> lines_;  ///< the log's lines and those put back, in order
  std::vector<LogEntry> put_;
};

}  // namespace

std::vector<LogEntry> lines_to_put_back(const DecisionLog& log, const Snapshot& snapshot) {
  if (log.missing().empty()) return {};
  return PuttingBack(log, snapshot).run();
}

}  // namespace facefs
