// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_slot.h"

#include <algorithm>
#include <csignal>
#include <utility>
#include <vector>

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kStartAllowance = 20s;  // loading the networks on a busy machine
constexpr std::chrono::seconds kLongestPause = 60s;

/// Tells whether a program that errs ends with this signal, or by itself (0). Other signals come from outside: SIGKILL
/// from the kernel when memory is short, that or another from a person.
bool is_of_its_own(int signal) {
  return signal == 0 || signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGFPE ||
         signal == SIGILL || signal == SIGSYS || signal == SIGTRAP;
}

std::string sentence_of(Reason reason) {
  if (reason == Reason::too_slow) return "it took longer than workers.seconds_per_photo allows";
  if (reason == Reason::crashed) return "the program that reads pictures crashed on it";
  return "the program that reads pictures was ended from outside each time, perhaps because memory is short: it is "
         "tried again after an hour, or at once by facefs rescan";
}

std::vector<int> descriptors_of(const VisionJob& job) {
  std::vector<int> descriptors = {job.photo->get()};
  if (job.output) descriptors.push_back(job.output->get());
  return descriptors;
}

}  // namespace

VisionSlot::VisionSlot(PhotoWorkers& workers, std::unique_ptr<Timer> timer, std::chrono::seconds limit,
                       VisionSlotLinks links)
    : workers_(workers), timer_(std::move(timer)), limit_(limit), links_(std::move(links)) {}

void VisionSlot::take(VisionJob job) {
  job_ = std::move(job);
  is_identified_ = false;
  if (!worker_ && !start()) return;
  job_->request.is_alone = job_->is_alone;
  if (!worker_->send(packet_of(job_->request), descriptors_of(*job_)))
    return lose(Reason::killed);  // the worker had ended before it saw the photo
  limit_time();
}

bool VisionSlot::start() {
  try {
    worker_ = workers_.start([this](std::optional<VisionReply> reply) { hear(std::move(reply)); });
  } catch (const std::exception& error) {
    ++failures_;
    pause(error.what());
    return false;
  }
  ready_ = false;
  return true;
}

/// Begins to limit the processor time of a photo. Workers run at the lowest priority: on a busy machine that time can
/// take long, and that is no fault of the photo. A worker that uses none at all meanwhile hangs.
void VisionSlot::limit_time() {
  used_at_start_ = used_before_ = worker_->processor_time();
  watch_time();
}

void VisionSlot::watch_time() {
  timer_->start(limit_ + (ready_ ? 0s : kStartAllowance), [this, id = job_->request.id] {
    if (!worker_ || !job_ || job_->request.id != id) return;
    const auto used = worker_->processor_time();
    if (used - used_at_start_ >= limit_ || used == used_before_) return lose(Reason::too_slow);
    used_before_ = used;
    watch_time();
  });
}

void VisionSlot::hear(std::optional<VisionReply> reply) {
  if (!reply) return lose(Reason::crashed);
  if (const auto* ended = std::get_if<Ended>(&reply->result))
    return lose(is_of_its_own(ended->signal) ? Reason::crashed : Reason::killed);
  if (std::holds_alternative<Ready>(reply->result)) return begin();
  if (!is_expected(*reply)) return lose(Reason::crashed);
  if (std::holds_alternative<NeedsToBeAlone>(reply->result)) return make_room();
  if (const auto* reading = std::get_if<PhotoReading>(&reply->result); reading && reading->identified_only)
    return identify(*reading);
  finish(std::move(*reply));
}

/// Tells whether an honest worker can say this now. It says nothing before its first word, nothing of another photo,
/// and nothing twice.
bool VisionSlot::is_expected(const VisionReply& reply) const {
  if (!ready_ || !job_ || reply.id != job_->request.id) return false;
  if (std::holds_alternative<NeedsToBeAlone>(reply.result)) return !job_->is_alone;
  const auto* reading = std::get_if<PhotoReading>(&reply.result);
  return !reading || !reading->identified_only || !is_identified_;
}

void VisionSlot::begin() {
  ready_ = true;
  failures_ = 0;
  links_.on_problem({});
  if (job_) limit_time();
}

/// Tells the worker whether to make the faces. If it has died meanwhile, its fork server says what it died of: that is
/// read next.
void VisionSlot::identify(const PhotoReading& reading) {
  is_identified_ = true;
  worker_->send(packet_of(job_->identify ? job_->identify(reading) : Proceed{}), {});
}

/// Puts the photo back, to be sent again when no other worker has one.
void VisionSlot::make_room() {
  VisionJob job = let_go_of_job();
  job.is_alone = true;
  links_.put_first(std::move(job));
  links_.on_free();
}

void VisionSlot::finish(VisionReply reply) {
  const VisionJob job = let_go_of_job();
  job.done(std::move(reply));
  links_.on_free();
}

VisionJob VisionSlot::let_go_of_job() {
  timer_->cancel();
  VisionJob job = std::move(*job_);
  job_.reset();
  return job;
}

void VisionSlot::lose(Reason reason) {
  const bool was_ready = ready_;
  const unsigned fork_server = worker_->fork_server();
  timer_->cancel();
  worker_.reset();
  if (!was_ready) return fail_to_start(reason, fork_server);
  if (!job_) return;
  const bool interrupted = reason != Reason::too_slow && workers_.has_ended(fork_server);
  links_.give_back(let_go_of_job(), {reason, sentence_of(reason)}, interrupted);
}

/// Handles a worker that was lost before its first word, which is not the photo's fault.
void VisionSlot::fail_to_start(Reason reason, unsigned fork_server) {
  if (reason == Reason::too_slow)
    workers_.note_hanging(fork_server);
  else
    workers_.note_failed(fork_server);
  ++failures_;
  if (job_) pause("facefs-vision ends as soon as it is started: see the lines above this one in the journal");
}

/// Puts the job back to wait in the queue for the next attempt. The mount and all decisions go on meanwhile.
void VisionSlot::pause(const std::string& why) {
  links_.on_problem(why);
  links_.put_first(let_go_of_job());
  pausing_ = true;
  timer_->start(std::min<std::chrono::seconds>(kLongestPause, 1s * (1 << std::min(failures_, 6))), [this] {
    pausing_ = false;
    links_.on_free();
  });
}

}  // namespace facefs
