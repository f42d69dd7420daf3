// SPDX-License-Identifier: Apache-2.0
// What the user said goes into the log and the gallery, and back from the log into a gallery that lacks it.
#include <cerrno>
#include <system_error>
#include <utility>

#include "daemon/writer.h"
#include "index/acts.h"
#include "index/durable_file.h"
#include "index/record_codec.h"

namespace facefs {
namespace {

int errno_of(const std::exception& fault) {
  const auto* error = dynamic_cast<const std::system_error*>(&fault);
  return error ? error->code().value() : EIO;
}

}  // namespace

/// A durable line in the log is an accepted act: if only the gallery failed, the act stands and is applied again later.
void Writer::carry_out(Act& act) {
  const std::uint64_t before = log_.last_seq();
  int result = 0;
  try {
    Update update(gallery_);
    act.apply(update, log_);
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

void Writer::replay_log() {
  Update update(gallery_);
  log_.each_after(update.number("log_seq"), [&](const LogEntry& entry) { apply_log_entry(update, entry); });
  update.set_number("log_seq", log_.last_seq());
  people_changed_ = true;
  tell(update, {});
  behind_ = false;
}

void Writer::carry_out(Forget& forgetting) {
  int result = 0;
  try {
    if (Snapshot(gallery_).person(forgetting.person)) {
      LogEntry entry;
      entry.verb = Verb::forget;
      entry.person = forgetting.person;
      entry.program = forgetting.program;
      log_.append(std::move(entry));
      being_forgotten_.push_back(forgetting.person);
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

void Writer::apply_log_entry(Update& update, const LogEntry& entry) {
  const auto known = update.person(entry.person);
  switch (entry.verb) {
    case Verb::person:
      if (!known) update.add_person(entry.person, {entry.name, true, entry.time_ns});
      break;
    case Verb::rename:
      update.rename_person(entry.person, entry.name);
      break;
    case Verb::is:
    case Verb::is_not:
      if (known && entry.image && entry.box)
        update.add_decision(*entry.image, entry.seq,
                            {entry.verb == Verb::is ? DecisionRecord::Verb::is : DecisionRecord::Verb::is_not,
                             entry.person, *entry.box});
      break;
    case Verb::forget:
      break;  // collected by catch_up
  }
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
  log_.each_after(0, [&](const LogEntry& entry) {
    if (entry.verb == Verb::forget) being_forgotten_.push_back(entry.person);
  });
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
