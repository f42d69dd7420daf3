// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_pool.h"

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <optional>
#include <utility>

namespace facefs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr int kTries = 3;
constexpr int kMostInterruptions = 10;                 // by the end of the fork server, which is no fault of the photo
constexpr std::chrono::seconds kStartAllowance = 20s;  // loading the networks on a busy machine
constexpr std::chrono::seconds kLongestPause = 60s;

/// The kernel sends SIGKILL when memory is short, a person that or another; a program that errs dies of these.
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

}  // namespace

/// One place for a worker's process: the process itself comes and goes.
class VisionPool::Worker {
 public:
  Worker(VisionPool& pool, asio::io_context& loop) : pool_(pool), descriptor_(loop), timer_(loop) {}
  ~Worker() { descriptor_.release(); }

  bool is_free() const { return !job_ && !pausing_; }
  bool is_busy() const { return job_.has_value(); }
  bool is_alone() const { return job_ && job_->is_alone; }

  void take(VisionJob job) {
    job_ = std::move(job);
    is_identified_ = false;
    if (!process_ && !start()) return;
    const std::vector<int> descriptors = descriptors_of(*job_);
    job_->request.is_alone = job_->is_alone;
    if (!process_->send(packet_of(job_->request), descriptors)) return lost(Reason::killed);  // before it saw the photo
    limit_time();
  }

 private:
  static std::vector<int> descriptors_of(const VisionJob& job) {
    std::vector<int> descriptors = {job.photo->get()};
    if (job.output) descriptors.push_back(job.output->get());
    return descriptors;
  }

  /// A photo may use so much processor time. Workers run at the lowest priority: on a busy machine that can take long,
  /// and is no fault of the photo. One that uses none at all meanwhile hangs.
  void limit_time() {
    used_at_start_ = used_before_ = process_->processor_time();
    watch_time();
  }

  void watch_time() {
    timer_.expires_after(pool_.limit_ + (ready_ ? 0s : kStartAllowance));
    timer_.async_wait([this, id = job_->request.id](const boost::system::error_code& error) {
      if (error || !process_ || !job_ || job_->request.id != id) return;
      const auto used = process_->processor_time();
      if (used - used_at_start_ >= pool_.limit_ || used == used_before_) return lost(Reason::too_slow);
      used_before_ = used;
      watch_time();
    });
  }

  bool start() {
    try {
      process_.emplace(pool_.fork_server_);
    } catch (const std::exception& error) {
      ++failures_;
      pause(error.what());
      return false;
    }
    ready_ = false;
    descriptor_.assign(process_->socket());
    listen();
    return true;
  }

  void listen() {
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (!error) on_readable();
    });
  }

  void on_readable() {
    auto received = process_->receive();
    if (!received) return lost(Reason::crashed);
    if (!received->packet.empty() && !handle(std::move(*received))) return lost(Reason::crashed);
    if (process_) listen();
  }

  /// False when it is nothing that an honest worker says.
  bool handle(Received received) {
    VisionReply reply;
    try {
      reply = parse_reply(received.packet);
    } catch (const ProtocolError&) {
      return false;
    }
    if (const auto* ended = std::get_if<Ended>(&reply.result)) {
      lost(is_of_its_own(ended->signal) ? Reason::crashed : Reason::killed);
      return true;
    }
    if (const auto* ready = std::get_if<Ready>(&reply.result)) return begin(*ready, std::move(received.descriptors));
    if (!ready_ || !job_ || reply.id != job_->request.id) return false;
    if (std::holds_alternative<NeedsToBeAlone>(reply.result)) return make_room();
    if (const auto* reading = std::get_if<PhotoReading>(&reply.result); reading && reading->identified_only)
      return identify(*reading);
    finish(std::move(reply));
    return true;
  }

  bool begin(const Ready& ready, std::vector<UniqueFd> descriptors) {
    if (!process_->begin(ready, std::move(descriptors))) return false;
    ready_ = true;
    failures_ = 0;
    pool_.set_problem({});
    if (job_) limit_time();
    return true;
  }

  /// Once a photo. Where the worker has died meanwhile its fork server says of what: that is read next.
  bool identify(const PhotoReading& reading) {
    if (std::exchange(is_identified_, true)) return false;
    process_->send(packet_of(job_->identify ? job_->identify(reading) : Proceed{}), {});
    return true;
  }

  /// The photo is sent again when no other worker has one.
  bool make_room() {
    if (job_->is_alone) return false;
    timer_.cancel();
    VisionJob job = std::move(*job_);
    job_.reset();
    job.is_alone = true;
    pool_.put_first(std::move(job));
    pool_.assign();
    return true;
  }

  void finish(VisionReply reply) {
    timer_.cancel();
    VisionJob job = std::move(*job_);
    job_.reset();
    job.done(std::move(reply));
    pool_.assign();
  }

  void end_process() {
    timer_.cancel();
    descriptor_.cancel();
    descriptor_.release();
    process_.reset();
  }

  void lost(Reason reason) {
    const bool was_ready = ready_;
    const unsigned fork_server = process_->fork_server();
    end_process();
    if (!was_ready) return failed_to_start(reason, fork_server);
    if (!job_) return;
    VisionJob job = std::move(*job_);
    job_.reset();
    const bool interrupted = reason != Reason::too_slow && pool_.fork_server_.has_ended(fork_server);
    pool_.give_back(std::move(job), {reason, sentence_of(reason)}, interrupted);
  }

  /// Not the photo's fault.
  void failed_to_start(Reason reason, unsigned fork_server) {
    if (reason == Reason::too_slow)
      pool_.fork_server_.hangs(fork_server);
    else
      pool_.fork_server_.has_failed(fork_server);
    ++failures_;
    if (job_) pause("facefs-vision ends as soon as it is started: see the lines above this one in the journal");
  }

  /// The job waits here for the next attempt; the mount and all decisions go on meanwhile.
  void pause(const std::string& why) {
    pool_.set_problem(why);
    pool_.jobs_.push_front(std::move(*job_));
    job_.reset();
    pausing_ = true;
    timer_.expires_after(std::min<std::chrono::seconds>(kLongestPause, 1s * (1 << std::min(failures_, 6))));
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      pausing_ = false;
      pool_.assign();
    });
  }

  VisionPool& pool_;
  asio::posix::stream_descriptor descriptor_;  // watches the process's socket, which owns the number
  asio::steady_timer timer_;
  std::optional<VisionProcess> process_;
  std::optional<VisionJob> job_;
  bool ready_ = false;          // this process has said that it is
  bool is_identified_ = false;  // the job's photo
  bool pausing_ = false;
  std::chrono::nanoseconds used_at_start_{};
  std::chrono::nanoseconds used_before_{};
  int failures_ = 0;  // processes in a row that never got ready
};

VisionPool::VisionPool(asio::io_context& loop, VisionProgram program, unsigned workers, std::chrono::seconds limit,
                       std::uint32_t megabytes)
    : loop_(loop), fork_server_(std::move(program)), limit_(limit), megabytes_(megabytes) {
  for (unsigned i = 0; i < workers; ++i) workers_.push_back(std::make_unique<Worker>(*this, loop));
}

VisionPool::~VisionPool() = default;

void VisionPool::submit(VisionJob job) {
  job.request.megabytes = megabytes_;
  if (job.is_urgent) {
    put_first(std::move(job));
  } else {
    job.request.id = next_id_++;
    jobs_.push_back(std::move(job));
  }
  assign();
}

void VisionPool::put_first(VisionJob job) {
  job.request.id = next_id_++;
  jobs_.push_front(std::move(job));
}

void VisionPool::set_problem(const std::string& sentence) {
  if (sentence == problem_) return;
  problem_ = sentence;
  problem_changed_();
}

void VisionPool::assign() {
  for (const auto& worker : workers_) {
    if (jobs_.empty()) return;
    if (!worker->is_free()) continue;
    if (!has_room_for(jobs_.front())) return;
    VisionJob job = std::move(jobs_.front());
    jobs_.pop_front();
    worker->take(std::move(job));
  }
}

/// What needs much memory, or may, is alone with the workers; it waits until they have finished, and holds up the rest.
bool VisionPool::has_room_for(const VisionJob& job) const {
  return std::none_of(workers_.begin(), workers_.end(),
                      [&](const auto& worker) { return worker->is_alone() || (job.is_alone && worker->is_busy()); });
}

void VisionPool::give_back(VisionJob job, Unreadable why, bool interrupted) {
  const bool again = interrupted ? ++job.interruptions < kMostInterruptions : ++job.tries < kTries;
  if (again && why.reason != Reason::too_slow) {
    job.is_alone = job.is_alone || why.reason == Reason::killed;
    put_first(std::move(job));
  } else {
    job.done({job.request.id, std::move(why)});
  }
  asio::post(loop_, [this] { assign(); });
}

}  // namespace facefs
