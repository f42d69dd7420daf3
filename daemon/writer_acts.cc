// SPDX-License-Identifier: Apache-2.0
// Carries out what the user said, and answers it. A durable line in the log is an accepted act: if only the gallery
// failed, the act stands and is applied again later.
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "daemon/writer.h"
#include "index/decisions/acts.h"
#include "index/storage/damage.h"
#include "index/storage/people.h"

namespace facefs {
namespace {

constexpr std::chrono::milliseconds kOneBurst{300};

int errno_of(const std::exception& fault) {
  const auto* error = dynamic_cast<const std::system_error*>(&fault);
  return error ? error->code().value() : EIO;
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

Writer::Attempt Writer::attempt(const std::function<void()>& act, HalfDone half_done) {
  std::optional<std::uint64_t> before;  // nothing: no line of this act can be in the log yet
  Attempt made;
  try {
    follower_.make_log_whole();
    before = log_.last_seq();
    act();
    problem_.act_succeeded();
    made.is_durable = log_.last_seq() > *before;
  } catch (const std::exception& fault) {
    made.is_durable = before && log_.last_seq() > *before;
    note_failed_act(fault, made, half_done);
  }
  return made;
}

void Writer::note_failed_act(const std::exception& fault, Attempt& made, HalfDone half_done) {
  if (made.is_durable)
    follower_.fall_behind();
  else
    made.error = errno_of(fault);
  const auto* refusal = dynamic_cast<const Refusal*>(&fault);
  if (refusal) made.refusal = refusal->sentence;
  if (made.is_durable && half_done == HalfDone::is_tried_again) {
    problem_.act_succeeded();
    return note(fault);
  }
  // A refusal is an answer; any other fault is one of the log or the gallery.
  refusal ? problem_.act_succeeded() : problem_.act_failed(sentence_of(fault));
  if (is_damage(fault)) repair_.note_damage(fault.what());
}

void Writer::carry_out(ActAsked& asked) {
  ActAnswer answer;
  const auto applied = [&] {
    const std::uint64_t before = log_.last_seq();
    Update update(gallery_);
    answer.applied = links_.apply(update, log_, asked.act);
    schedule_.match_decided(update);
    follower_.note(update);
    publisher_.publish(update, {asked.token});
    if (log_.last_seq() > before && log_.is_in_burst_of_removals()) schedule_.pause_until(Clock::now() + kOneBurst);
  };
  const Attempt made = attempt(applied, HalfDone::is_told);
  if (made.error) answer = {made.error, made.refusal};
  if (asked.token) schedule_.hold({asked.token});
  guarded([&] { asked.answer(answer); });
}

void Writer::carry_out(LogReading& reading) {
  const Attempt made = attempt([&] { reading.read(log_); }, HalfDone::is_told);
  if (made.error) guarded([&] { reading.failed(made.error); });
}

/// Forgets a person, or faces. The durable line is the act: once it is written the person is out of sight, and the
/// answer is given. Removing every byte takes longer (daemon/erasing.h); a caller that waits for everything waits for
/// that, too.
void Writer::carry_out(Forget& forgetting) {
  const auto forgotten = [&] {
    if (forgetting.all_faces) forgetting.faces = faces_of_person(Snapshot(gallery_), forgetting.person);
    if (!forgetting.faces.empty()) erasing_.begin(forgetting.faces, forgetting.program, forgetting.token);
    std::vector<PersonId> people = People(Snapshot(gallery_)).all_who_are(forgetting.person);
    if (people.empty() && log_mentions(forgetting.person)) people = {forgetting.person};
    if (people.empty()) return;
    log_.append(forget_lines(people, forgetting.program));
    erasing_.begin(people);
  };
  const Attempt made = attempt(forgotten, HalfDone::is_tried_again);
  if (made.is_durable) erasing_.hold(forgetting.token);
  guarded([&] { forgetting.answer(made.error); });
}

/// Tells whether a line of the log is about that person. A person whose creation was undone still has one.
bool Writer::log_mentions(PersonId person) const {
  bool mentioned = false;
  log_.each_after(0,
                  [&](const LogEntry& line) { mentioned = mentioned || (person != kNobody && line.person == person); });
  return mentioned;
}

}  // namespace facefs
