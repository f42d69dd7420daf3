// SPDX-License-Identifier: Apache-2.0
#include "daemon/log_follower.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "index/decisions/acts.h"
#include "index/decisions/damaged_lines.h"
#include "index/decisions/decision_state.h"
#include "index/decisions/log_of_gallery.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/values/reference_file.h"

namespace facefs {
namespace {

bool has_a_file(const std::filesystem::path& folder) {
  std::error_code none;
  const std::filesystem::directory_iterator files(folder, none);
  return std::any_of(begin(files), end(files), [](const auto& file) { return file.is_regular_file(); });
}

/// Returns the people whose folder of references holds a file, in the order of their numbers.
std::set<PersonId> people_with_files(const std::filesystem::path& references) {
  std::set<PersonId> people;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(references, none))
    if (const auto person = person_in(entry.path().filename().string()); person && has_a_file(entry.path()))
      people.insert(*person);
  return people;
}

/// Returns lines that call a person's reference photos photo-1, photo-2 and so on. What the user called them is lost.
std::vector<LogEntry> lines_of_restored_photos(const std::filesystem::path& folder, PersonId person) {
  std::vector<LogEntry> lines;
  std::error_code none;
  for (const auto& file : std::filesystem::directory_iterator(folder, none))
    if (const std::string name = file.path().filename().string(); file.is_regular_file() && is_reference_file(name))
      lines.push_back(line_of_restored(Verb::teach, person,
                                       text_of(NamedReference{name, "photo-" + std::to_string(lines.size() + 1)})));
  return lines;
}

}  // namespace

LogFollower::LogFollower(Gallery& gallery, DecisionLog& log, MatchSchedule& schedule, Publisher& publisher,
                         LogFollowerLinks links)
    : gallery_(gallery), log_(log), schedule_(schedule), publisher_(publisher), links_(std::move(links)) {}

/// Writes the log anew from the gallery if it lacks what the gallery was told. Makes a gallery of another log again
/// from this one, and keeps its faces.
void LogFollower::reconcile() {
  const std::string uuid = Snapshot(gallery_).text("log_uuid");
  const std::uint64_t seq = Snapshot(gallery_).counter("log_seq");
  if (log_.has_lost_its_header()) log_.restore_header(uuid);
  if (log_.is_older()) log_.restore_header(log_.uuid());
  const bool is_same = uuid == log_.uuid();
  if (is_same) put_damaged_lines_back();
  if (uuid.empty() || (is_same && seq <= log_.last_seq())) return;
  if (is_same || log_.is_new()) return write_log_anew();
  gallery_.begin_anew_with_faces();
  links_.on_mended(
      "decisions.log is not the one that the gallery was made with: names and decisions are now those of this log");
}

/// Writes damaged lines of the log again. Called before the gallery follows the log, because only the gallery still has
/// what those lines said.
void LogFollower::put_damaged_lines_back() {
  const std::vector<LogEntry> lines = lines_to_put_back(log_, Snapshot(gallery_));
  if (lines.empty()) return;
  log_.put_back(lines);
  links_.on_mended("damaged lines of decisions.log have been written again from the gallery: nothing you said is lost");
}

void LogFollower::reserve_numbers(const Snapshot& snapshot) {
  for (const Person& person : People(snapshot).all()) log_.reserve(person.id);
}

void LogFollower::write_log_anew() {
  std::vector<LogEntry> lines;
  std::uint64_t seq = 0;
  {
    const Snapshot snapshot(gallery_);
    lines = lines_of(snapshot);
    seq = snapshot.counter("log_seq");
    reserve_numbers(snapshot);
  }
  log_.write_anew(std::move(lines), seq);
  {
    Update update(gallery_);
    update.set_text("log_uuid", log_.uuid());
    update.commit();
  }
  replay();
  links_.on_mended(
      "decisions.log was gone, cut or older than the gallery and has been written again from it: every name "
      "and decision is kept; facefs undo cannot take back single ones from before");
}

void LogFollower::make_log_whole() {
  if (log_.was_taken_away()) write_log_anew();
}

void LogFollower::note(Update& update) const {
  if (!is_behind_) update.set_counter("log_seq", log_.last_seq());
}

void LogFollower::replay() {
  Update update(gallery_);
  if (update.snapshot().counter("log_seq") != log_.last_seq()) {
    adopt(update, log_);
    schedule_.take_in_all(update);
    update.set_counter("log_seq", log_.last_seq());
    publisher_.publish(update, {});
    schedule_.people_changed();
  }
  is_behind_ = false;
}

void LogFollower::take_in() {
  replay();
  restore_people_of_references();
  Update update(gallery_);
  update.set_text("log_uuid", log_.uuid());
  PeopleTables(update).mend_names();
  reserve_numbers(update);
  update.commit();
}

/// Makes new people for reference photos if neither log nor gallery knows whom they belong to. That is so when the log
/// was removed, emptied, cut or exchanged, and the gallery is gone as well.
void LogFollower::restore_people_of_references() {
  std::vector<LogEntry> lines = lines_of_restored_people();
  if (lines.empty()) return;
  for (const LogEntry& line : lines) log_.reserve(line.person);
  log_.append(std::move(lines));
  replay();
  links_.on_mended(
      "of some reference photos neither decisions.log nor the gallery knows whose they are: restore decisions.log from "
      "a backup into the data folder, or rename the people called 'Restored ...', to whom they were given");
}

std::vector<LogEntry> LogFollower::lines_of_restored_people() const {
  const std::vector<PersonId> forgotten = state_after(lines_that_count(log_)).forgotten;
  const Snapshot snapshot(gallery_);
  std::vector<LogEntry> lines;
  std::size_t count = 0;
  for (const PersonId person : people_with_files(links_.references_of(kNobody).parent_path())) {
    if (People(snapshot).find(person) || std::find(forgotten.begin(), forgotten.end(), person) != forgotten.end())
      continue;
    std::string name;
    do name = "Restored " + std::to_string(++count);
    while (People(snapshot).named(name));
    lines.push_back(line_of_restored(Verb::person, person, name));
    for (LogEntry& line : lines_of_restored_photos(links_.references_of(person), person))
      lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace facefs
