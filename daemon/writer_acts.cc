// SPDX-License-Identifier: Apache-2.0
// What the user said goes into the log and the gallery, and back from the log into a gallery that lacks it.
#include <cerrno>
#include <system_error>
#include <utility>

#include "daemon/writer.h"
#include "index/acts.h"
#include "index/durable_file.h"
#include "index/record_codec.h"
#include "index/said.h"

namespace facefs {
namespace {

int errno_of(const std::exception& fault) {
  const auto* error = dynamic_cast<const std::system_error*>(&fault);
  return error ? error->code().value() : EIO;
}

/// Everybody who is that person: who was merged into it, too.
std::vector<PersonId> one_person(const Snapshot& snapshot, PersonId person) {
  std::vector<PersonId> people;
  for (const Person& known : snapshot.people())
    if (known.id == person || snapshot.resolved(known.id) == person) people.push_back(known.id);
  return people;
}

}  // namespace

/// A durable line in the log is an accepted act: if only the gallery failed, the act stands and is applied again later.
void Writer::carry_out(Act& act) {
  const std::uint64_t before = log_.last_seq();
  int result = 0;
  try {
    Update update(gallery_);
    act.apply(update, log_);
    match_decided(update);
    if (!behind_) update.set_number("log_seq", log_.last_seq());
    tell(update, {act.token});
  } catch (const std::exception& fault) {
    behind_ = behind_ || log_.last_seq() > before;
    if (log_.last_seq() == before) result = errno_of(fault);
    // A refusal is an answer; anything else is wrong with the log or the gallery.
    if (!dynamic_cast<const Refusal*>(&fault)) set_problem(fault.what());
    note_damage(fault);
  }
  if (act.token) waiting_for_match_.push_back(act.token);
  act.answer(result);
}

/// The gallery lacks lines: it follows the log as a whole.
void Writer::replay_log() {
  Update update(gallery_);
  if (update.number("log_seq") != log_.last_seq()) {
    adopt(update, sum_of(lines_that_count(log_)));
    update.set_number("log_seq", log_.last_seq());
    tell(update, {});
    people_changed_ = true;
    matching_.make_all_due();
  }
  behind_ = false;
}

void Writer::carry_out(Forget& forgetting) {
  int result = 0;
  try {
    const std::vector<PersonId> people = one_person(Snapshot(gallery_), forgetting.person);
    std::vector<LogEntry> lines;
    for (const PersonId person : people) {
      LogEntry& line = lines.emplace_back();
      line.verb = Verb::forget;
      line.person = person;
      line.program = forgetting.program;
    }
    if (!lines.empty()) {
      log_.append(std::move(lines));
      being_forgotten_.insert(being_forgotten_.end(), people.begin(), people.end());
      finish_forgetting();
    }
  } catch (const std::exception& fault) {
    // Once its line is durable the act stands: what a full disk kept from being done is done when it is not full any
    // more.
    if (being_forgotten_.empty())
      result = errno_of(fault);
    else
      find_again_later();
    set_problem(std::string("forgetting is not finished: ") + fault.what());
    note_damage(fault);
  }
  if (forgetting.token) waiting_for_match_.push_back(forgetting.token);
  forgetting.answer(result);
}

void Writer::finish_forgetting() {
  if (!being_forgotten_.empty()) erase_for_good(being_forgotten_);
  being_forgotten_.clear();
}

/// From the line `forget` on, this can be repeated at any point: a crash in the middle is finished at the next start.
void Writer::erase_for_good(const std::vector<PersonId>& people) {
  {
    Update update(gallery_);
    for (const PersonId person : people) update.erase_person(person);
    update.set_number("log_seq", log_.last_seq());
    tell(update, {});
  }
  for (const PersonId person : people) erase_folder(links_.references_of(person));
  people_changed_ = true;
  // No old match may keep the person's number either: every face is matched before the bytes are copied.
  while (people_changed_ || matching_.is_due()) match_more();
  gallery_.rebuild();
  log_.rewrite_without(people);
}

void Writer::catch_up() {
  try {
    if (!gallery_fits_log()) gallery_.begin_anew();
    take_in_log();
  } catch (const BadRecord& damage) {
    damage_ = damage.what();
    mend();
  }
}

/// Not with another log, or an older one: then what the gallery was told by the one it knew does not count.
bool Writer::gallery_fits_log() const {
  const Snapshot snapshot(gallery_);
  const std::string uuid = snapshot.text("log_uuid");
  return uuid.empty() || (uuid == log_.uuid() && snapshot.number("log_seq") <= log_.last_seq());
}

void Writer::take_in_log() {
  replay_log();
  {
    Update update(gallery_);
    update.set_text("log_uuid", log_.uuid());
    for (const Person& person : update.people()) log_.reserve(person.id);
    update.commit();
  }
  being_forgotten_ = sum_of(lines_that_count(log_)).forgotten;
  finish_forgetting();
}

void Writer::note_damage(const std::exception& fault) {
  if (dynamic_cast<const BadRecord*>(&fault)) damage_ = fault.what();
}

/// Everything in the gallery but the faces can be made again: people and decisions from the log, the rest from the
/// photos and references, which are read again but not embedded again.
void Writer::mend() {
  set_problem("the gallery was damaged (" + std::exchange(damage_, {}) +
              "): it is made again, and nothing you said is lost");
  try {
    gallery_.begin_anew_with_faces();
    take_in_log();
  } catch (const std::exception&) {
    gallery_.begin_anew();
    take_in_log();
  }
  behind_ = false;
  people_changed_ = photos_changed_ = true;
  links_.find_again();
}

}  // namespace facefs
