// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_pool.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

namespace facefs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr int kTries = 3;  // a worker may also be ended from outside: by the kernel when memory is short, or by hand
constexpr std::chrono::seconds kStartAllowance = 20s;  // loading the networks on a busy machine
constexpr std::chrono::seconds kLongestPause = 60s;

}  // namespace

/// One place for a child: the child itself comes and goes.
class VisionPool::Worker {
 public:
  Worker(VisionPool& pool, asio::io_context& loop) : pool_(pool), descriptor_(loop), timer_(loop) {}
  ~Worker() { descriptor_.release(); }

  bool is_free() const { return !job_ && !pausing_; }

  void take(VisionJob job) {
    job_ = std::move(job);
    if (!process_ && !start()) return;
    const std::vector<int> descriptors = descriptors_of(*job_);
    if (!process_->send(packet_of(job_->request), descriptors)) return lost(Reason::crashed);
    limit_time();
  }

 private:
  static std::vector<int> descriptors_of(const VisionJob& job) {
    std::vector<int> descriptors = {job.photo->number()};
    if (job.output) descriptors.push_back(job.output->number());
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
    const auto packet = process_->receive();
    if (!packet) return lost(Reason::crashed);
    if (!packet->empty() && !handle(*packet)) return;
    listen();
  }

  /// False when the child had to be ended.
  bool handle(const Packet& packet) {
    VisionReply reply;
    try {
      reply = parse_reply(packet);
    } catch (const ProtocolError&) {
      lost(Reason::crashed);
      return false;
    }
    const auto* ready = std::get_if<Ready>(&reply.result);
    if (ready && !ready_) {
      process_->is_ready(*ready);
      ready_ = true;
      failures_ = 0;
      pool_.set_problem({});
      if (job_) limit_time();
      return true;
    }
    if (ready || !job_ || reply.id != job_->request.id) {
      lost(Reason::crashed);
      return false;
    }
    if (const auto* reading = std::get_if<PhotoReading>(&reply.result); reading && reading->identified_only) {
      const Proceed proceed = job_->identify ? job_->identify(*reading) : Proceed{};
      if (!process_->send(packet_of(proceed), {})) {
        lost(Reason::crashed);
        return false;
      }
      return true;
    }
    finish(std::move(reply));
    return true;
  }

  void finish(VisionReply reply) {
    timer_.cancel();
    VisionJob job = std::move(*job_);
    job_.reset();
    job.done(std::move(reply));
    pool_.assign();
  }

  void end_child() {
    timer_.cancel();
    descriptor_.cancel();
    descriptor_.release();
    process_.reset();
  }

  void lost(Reason reason) {
    const bool was_ready = ready_;
    end_child();
    if (!job_) return;
    if (!was_ready) {  // not the photo's fault
      pool_.fork_server_.end();
      ++failures_;
      return pause("facefs-vision ends as soon as it is started: see the lines above this one in the journal");
    }
    VisionJob job = std::move(*job_);
    job_.reset();
    pool_.give_back(std::move(job),
                    {reason, reason == Reason::too_slow ? "it took longer than workers.seconds_per_photo allows"
                                                        : "the program that reads pictures crashed on it"});
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
  bool ready_ = false;  // this child has said so
  bool pausing_ = false;
  std::chrono::nanoseconds used_at_start_{};
  std::chrono::nanoseconds used_before_{};
  int failures_ = 0;  // children in a row that never got ready
};

VisionPool::VisionPool(asio::io_context& loop, VisionProgram program, unsigned workers, std::chrono::seconds limit)
    : loop_(loop), fork_server_(std::move(program)), limit_(limit) {
  for (unsigned i = 0; i < workers; ++i) workers_.push_back(std::make_unique<Worker>(*this, loop));
}

VisionPool::~VisionPool() = default;

void VisionPool::submit(VisionJob job) {
  job.request.id = next_id_++;
  if (job.is_urgent)
    jobs_.push_front(std::move(job));
  else
    jobs_.push_back(std::move(job));
  assign();
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
    VisionJob job = std::move(jobs_.front());
    jobs_.pop_front();
    worker->take(std::move(job));
  }
}

void VisionPool::give_back(VisionJob job, Unreadable why) {
  if (++job.tries < kTries && why.reason == Reason::crashed) {
    job.request.id = next_id_++;
    jobs_.push_front(std::move(job));
  } else {
    job.done({job.request.id, std::move(why)});
  }
  asio::post(loop_, [this] { assign(); });
}

}  // namespace facefs
