// SPDX-License-Identifier: Apache-2.0
// What the user said goes into the log and the gallery, and back from the log into a gallery that lacks it.
#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "daemon/reference_files.h"
#include "daemon/writer.h"
#include "index/decisions/acts.h"
#include "index/decisions/damaged_lines.h"
#include "index/decisions/decision_state.h"
#include "index/decisions/log_of_gallery.h"
#include "index/storage/damage.h"
#include "index/storage/face_tables.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

constexpr std::chrono::milliseconds kOneBurst{300};

int errno_of(const std::exception& fault) {
  const auto* error = dynamic_cast<const std::system_error*>(&fault);
  return error ? error->code().value() : EIO;
}

/// What the kernel may remember of the gallery as it was, as far as that can still be read.
std::vector<TreeChange> everything_in(const Gallery& gallery) {
  try {
    return Folders(Snapshot(gallery)).everything_gone();
  } catch (const std::exception&) {
    return {};
  }
}

bool has_a_file(const std::filesystem::path& folder) {
  std::error_code none;
  const std::filesystem::directory_iterator files(folder, none);
  return std::any_of(begin(files), end(files), [](const auto& file) { return file.is_regular_file(); });
}

/// By the folders of references, in the order of the people's numbers.
std::set<PersonId> people_with_files(const std::filesystem::path& references) {
  std::set<PersonId> people;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(references, none))
    if (const auto person = person_in(entry.path().filename().string()); person && has_a_file(entry.path()))
      people.insert(*person);
  return people;
}

/// Nobody knows any more what they were called.
std::vector<LogEntry> lines_of_restored_photos(const std::filesystem::path& folder, PersonId person) {
  std::vector<LogEntry> lines;
  std::error_code none;
  for (const auto& file : std::filesystem::directory_iterator(folder, none))
    if (const std::string name = file.path().filename().string(); file.is_regular_file() && is_reference_file(name))
      lines.push_back(line_of_restored(Verb::teach, person,
                                       text_of(NamedReference{name, "photo-" + std::to_string(lines.size() + 1)})));
  return lines;
}

std::vector<LogEntry> forget_lines(const std::vector<PersonId>& people, const std::string& program) {
  std::vector<LogEntry> lines;
  for (const PersonId person : people) {
    LogEntry& line = lines.emplace_back();
    line.verb = Verb::forget;
    line.person = person;
    line.program = program;
  }
  return lines;
}

}  // namespace

/// A durable line in the log is an accepted act: if only the gallery failed, the act stands and is applied again later.
void Writer::carry_out(ActAsked& asked) {
  std::optional<std::uint64_t> before;  // nothing: no line of this act can be in the log yet
  ActAnswer answer;
  try {
    if (log_.was_taken_away()) write_log_anew();
    before = log_.last_seq();
    Update update(gallery_);
    answer.applied = links_.apply(update, log_, asked.act);
    match_decided(update);
    if (!behind_) update.set_counter("log_seq", log_.last_seq());
    tell(update, {asked.token});
    act_failed_ = false;
    if (log_.last_seq() > *before && log_.is_in_burst_of_removals()) burst_until_ = Clock::now() + kOneBurst;
  } catch (const std::exception& fault) {
    const bool durable = before && log_.last_seq() > *before;
    behind_ = behind_ || durable;
    const auto* refusal = dynamic_cast<const Refusal*>(&fault);
    if (!durable) answer = {errno_of(fault), refusal ? refusal->sentence : std::string()};
    // A refusal is an answer; anything else is wrong with the log or the gallery.
    act_failed_ = !refusal;
    if (act_failed_) set_problem(sentence_of(fault));
    if (is_damage(fault)) damage_ = fault.what();
  }
  if (asked.token) waiting_for_match_.push_back(asked.token);
  guarded([&] { asked.answer(answer); });
}

void Writer::carry_out(LogReading& reading) {
  try {
    if (log_.was_taken_away()) write_log_anew();
    reading.read(log_);
    act_failed_ = false;
  } catch (const std::exception& fault) {
    act_failed_ = true;
    set_problem(sentence_of(fault));
    if (is_damage(fault)) damage_ = fault.what();
    guarded([&] { reading.failed(errno_of(fault)); });
  }
}

/// The gallery lacks lines: it follows the log as a whole.
void Writer::replay_log() {
  Update update(gallery_);
  if (update.snapshot().counter("log_seq") != log_.last_seq()) {
    adopt(update, log_);
    matching_.follow(update);
    match_decided(update);
    matching_.make_all_due(update);
    update.set_counter("log_seq", log_.last_seq());
    tell(update, {});
    people_changed_ = true;
  }
  behind_ = false;
}

/// The durable line is the act: then the person is out of everybody's sight, and the answer is given. That no byte is
/// left takes longer (finish_erasing); whoever waits for everything waits for that, too.
void Writer::carry_out(Forget& forgetting) {
  int result = 0;
  std::optional<std::uint64_t> before;
  try {
    if (log_.was_taken_away()) write_log_anew();
    before = log_.last_seq();
    if (forgetting.all_faces) forgetting.faces = faces_of_person(Snapshot(gallery_), forgetting.person);
    if (!forgetting.faces.empty()) erase_faces(forgetting);
    std::vector<PersonId> people = People(Snapshot(gallery_)).all_who_are(forgetting.person);
    if (people.empty() && log_mentions(forgetting.person)) people = {forgetting.person};
    if (!people.empty()) {
      log_.append(forget_lines(people, forgetting.program));
      being_forgotten_.insert(being_forgotten_.end(), people.begin(), people.end());
      erasing_ = true;
      erase_from_gallery(people);
    }
    act_failed_ = false;
  } catch (const std::exception& fault) {
    const bool durable = before && log_.last_seq() > *before;
    if (!durable) result = errno_of(fault);
    behind_ = behind_ || durable;
    if (is_damage(fault))
      damage_ = fault.what();
    else if (durable)
      note_loss(fault);
    else
      set_problem(sentence_of(fault));
    act_failed_ = !durable;
  }
  if (before && log_.last_seq() > *before) until_erased_.push_back(forgetting.token);
  guarded([&] { forgetting.answer(result); });
}

/// Whoever came to be and was taken back has a name there still.
bool Writer::log_mentions(PersonId person) const {
  bool mentioned = false;
  log_.each_after(0,
                  [&](const LogEntry& line) { mentioned = mentioned || (person != kNobody && line.person == person); });
  return mentioned;
}

void Writer::erase_faces(const Forget& forgetting) {
  Update update(gallery_);
  facefs::apply(update, log_, {{forgetting.program, 0}, EraseFaces{forgetting.faces}});
  erasing_ = photos_changed_ = true;
  match_decided(update);
  if (!behind_) update.set_counter("log_seq", log_.last_seq());
  tell(update, {forgetting.token});
  links_.erase_pictures();
}

/// From the line `forget` on, this can be repeated at any point: a crash in the middle is finished at the next start.
void Writer::erase_from_gallery(const std::vector<PersonId>& people) {
  {
    Update update(gallery_);
    for (const PersonId person : people) PeopleTables(update).erase(person);
    matching_.follow(update);  // or who was called by that name would be found near to it once more
    match_decided(update);
    if (!behind_) update.set_counter("log_seq", log_.last_seq());
    tell(update, until_erased_);
  }
  for (const PersonId person : people) erase_folder(links_.references_of(person));
  links_.erase_pictures();
  people_changed_ = true;
}

/// When no match holds the person's number any more, every byte of the gallery is copied but for what was deleted.
void Writer::finish_erasing() {
  if (!erasing_) return;
  const std::vector<PersonId> people = being_forgotten_;
  if (!people.empty()) erase_from_gallery(people);
  people_changed_ = false;  // `erase_from_gallery` has looked
  if (matching_.is_due()) return;
  gallery_.rebuild();
  if (!people.empty()) log_.rewrite_without(people);
  being_forgotten_.clear();
  until_erased_.clear();
  erasing_ = false;
}

void Writer::catch_up() {
  matching_.begin_again();  // it may be the second time, with another gallery
  try {
    reconcile_log();
    Snapshot(gallery_).check_counts();
    take_in_log();
    refresh();  // before any photo is matched, with nobody
  } catch (const std::exception& fault) {
    if (!is_damage(fault)) throw;
    damage_ = fault.what();
    mend();
  }
  grouping_.take_up(Snapshot(gallery_));
  waiting_for_match_.push_back(links_.begin_work());  // until everybody is matched with the people as they are now
  finish_earlier_erasing();
}

/// Log and gallery can each make the other again. A log that lacks what the gallery was told is written from it; a
/// gallery of another log is made again from that one, and keeps the faces.
void Writer::reconcile_log() {
  const std::string uuid = Snapshot(gallery_).text("log_uuid");
  const std::uint64_t seq = Snapshot(gallery_).counter("log_seq");
  if (log_.has_lost_its_header()) log_.restore_header(uuid);
  if (log_.is_older()) log_.restore_header(log_.uuid());
  const bool is_same = uuid == log_.uuid();
  if (is_same) put_damaged_lines_back();
  if (uuid.empty() || (is_same && seq <= log_.last_seq())) return;
  if (is_same || log_.is_new()) return write_log_anew();
  gallery_.begin_anew_with_faces();
  links_.on_mended("decisions.log is another one than the gallery knew: names and decisions are those of this log now");
}

/// Before the gallery follows the log: it alone has what those lines said.
void Writer::put_damaged_lines_back() {
  const std::vector<LogEntry> lines = lines_to_put_back(log_, Snapshot(gallery_));
  if (lines.empty()) return;
  log_.put_back(lines);
  links_.on_mended("damaged lines of decisions.log have been written again from the gallery: nothing you said is lost");
}

void Writer::write_log_anew() {
  std::vector<LogEntry> lines;
  std::uint64_t seq = 0;
  {
    const Snapshot snapshot(gallery_);
    lines = lines_of(snapshot);
    seq = snapshot.counter("log_seq");
    for (const Person& person : People(snapshot).all()) log_.reserve(person.id);
  }
  log_.write_anew(std::move(lines), seq);
  {
    Update update(gallery_);
    update.set_text("log_uuid", log_.uuid());
    update.commit();
  }
  replay_log();
  links_.on_mended(
      "decisions.log was gone, cut or older than the gallery and has been written anew from it: every name "
      "and decision is kept; what was said before cannot be undone one by one any more");
}

/// Where neither log nor gallery knows whose they are, reference photos are still somebody's: the log was removed,
/// emptied or cut, or is another one, and the gallery is gone as well.
void Writer::restore_people_of_references() {
  const std::vector<PersonId> forgotten = state_after(lines_that_count(log_)).forgotten;
  std::vector<LogEntry> lines;
  std::size_t count = 0;
  const Snapshot snapshot(gallery_);
  for (const PersonId person : people_with_files(links_.references_of(kNobody).parent_path())) {
    if (People(snapshot).find(person) || std::find(forgotten.begin(), forgotten.end(), person) != forgotten.end())
      continue;
    std::string name;
    do name = "Restored " + std::to_string(++count);
    while (People(snapshot).named(name));
    lines.push_back(line_of_restored(Verb::person, person, name));
    for (LogEntry& line : lines_of_restored_photos(links_.references_of(person), person))
      lines.push_back(std::move(line));
    log_.reserve(person);
  }
  if (lines.empty()) return;
  log_.append(std::move(lines));
  replay_log();
  links_.on_mended(
      "of some reference photos neither decisions.log nor the gallery knows whose they are: restore decisions.log from "
      "a backup into the data folder, or rename the people called 'Restored ...', to whom they were given");
}

void Writer::take_in_log() {
  replay_log();
  restore_people_of_references();
  {
    Update update(gallery_);
    update.set_text("log_uuid", log_.uuid());
    PeopleTables(update).mend_names();
    for (const Person& person : People(update).all()) log_.reserve(person.id);
    update.commit();
  }
  being_forgotten_ = state_after(lines_that_count(log_)).forgotten;
  erasing_ = !being_forgotten_.empty();
  if (erasing_) erase_from_gallery(being_forgotten_);
  const std::uint64_t before = log_.last_seq();
  bool is_in = false;
  guarded([&] {
    Update update(gallery_);
    mend_reference_files(links_.references_of(kNobody).parent_path(), update, log_);
    if (!behind_) update.set_counter("log_seq", log_.last_seq());
    update.commit();
    is_in = true;
  });
  behind_ = behind_ || (!is_in && log_.last_seq() > before);
  Update update(gallery_);
  if (FaceTables(update).erase_what_was_said() == 0) return;
  update.commit();
  erasing_ = true;
}

/// Before anybody is served. A disk that is full now is tried again later.
void Writer::finish_earlier_erasing() {
  guarded([&] {
    while (erasing_) match_more();
  });
}

/// Everything in the gallery but the faces can be made again: people and decisions from the log, the rest from the
/// photos and references, which are read again but not embedded again. On a full disk it is tried again later.
void Writer::mend() {
  set_problem("the gallery was damaged (" + damage_ + "): it is made again, and nothing you said is lost");
  mend_at_ = Clock::now() + links_.retry_after;
  if (lost_.empty()) lost_.push_back(links_.begin_work());
  lost_.insert(lost_.end(), waiting_for_match_.begin(), waiting_for_match_.end());
  waiting_for_match_.clear();
  const std::vector<TreeChange> gone = everything_in(gallery_);
  gallery_.begin_anew_with_faces();
  matching_.begin_again();
  take_in_log();
  damage_.clear();
  mend_at_ = {};
  find_again_at_.reset();
  take_in_what_was_kept();
  people_changed_ = photos_changed_ = true;
  const Token work = retry();
  links_.on_changes(gone, work);
  links_.find_again(work);
}

}  // namespace facefs
