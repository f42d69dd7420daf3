// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_pool.h"

#include <algorithm>
#include <utility>

namespace facefs {
namespace {

constexpr int kTries = 3;
constexpr int kMostInterruptions = 10;  // by the end of the fork server, which is no fault of the photo

}  // namespace

VisionPool::VisionPool(VisionPoolParts parts, unsigned workers, std::chrono::seconds limit, std::uint32_t megabytes)
    : parts_(std::move(parts)), megabytes_(megabytes) {
  for (unsigned i = 0; i < workers; ++i) slots_.push_back(make_slot(limit));
}

std::unique_ptr<VisionSlot> VisionPool::make_slot(std::chrono::seconds limit) {
  return std::make_unique<VisionSlot>(
      *parts_.workers, parts_.loop->make_timer(), limit,
      VisionSlotLinks{.put_first = [this](VisionJob job) { put_first(std::move(job)); },
                      .give_back = [this](VisionJob job, Unreadable why,
                                          bool interrupted) { give_back(std::move(job), std::move(why), interrupted); },
                      .on_free = [this] { assign(); },
                      .on_problem = [this](const std::string& sentence) { set_problem(sentence); }});
}

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

/// Puts a job first in the queue. Each try has a number of its own, so that no late reply is taken for another's.
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
  for (const auto& slot : slots_) {
    if (jobs_.empty()) return;
    if (!slot->is_free()) continue;
    if (!has_room_for(jobs_.front())) return;
    VisionJob job = std::move(jobs_.front());
    jobs_.pop_front();
    slot->take(std::move(job));
  }
}

/// Tells whether the job may go to a worker now. A job that is to be alone waits until all workers have finished, and
/// holds up the rest.
bool VisionPool::has_room_for(const VisionJob& job) const {
  return std::none_of(slots_.begin(), slots_.end(),
                      [&](const auto& slot) { return slot->is_alone() || (job.is_alone && slot->is_busy()); });
}

void VisionPool::give_back(VisionJob job, Unreadable why, bool interrupted) {
  const bool again = interrupted ? ++job.interruptions < kMostInterruptions : ++job.tries < kTries;
  if (again && why.reason != Reason::too_slow) {
    job.is_alone = job.is_alone || why.reason == Reason::killed;
    put_first(std::move(job));
  } else {
    job.done({job.request.id, std::move(why)});
  }
  parts_.loop->post([this] { assign(); });
}

}  // namespace facefs
