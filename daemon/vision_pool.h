// SPDX-License-Identifier: Apache-2.0
// The pool of vision workers: jobs in, replies out, whatever a photo does to a worker.
//
// A worker that dies is replaced. Its photo is tried twice more in fresh workers, and then given up as `crashed`. If
// the worker was ended from outside, the photo is tried with no other photo beside it (memory may be short), and then
// given up as `killed`. If the worker died with its fork server, the photo is not to blame, and is tried ten times in
// all.
//
// A worker that uses more processor time than the limit, or none for as long, is killed (`too-slow`). One that answers
// nonsense is killed, too. A picture that needs much memory (models/picture_memory.h) is read when no other one is.
// Workers that do not even start are tried again ever more rarely, and `problem` says so. A fork server that has never
// made a worker is replaced then.
//
// The pool orders the photos; each worker's place is a `VisionSlot`. On the event loop's thread alone.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/event_loop.h"
#include "daemon/photo_worker.h"
#include "daemon/vision_job.h"
#include "daemon/vision_slot.h"

namespace facefs {

/// What a pool works with: real processes (daemon/forked_worker.h), or a test's.
struct VisionPoolParts {
  std::unique_ptr<EventLoop> loop;
  std::unique_ptr<PhotoWorkers> workers;
};

class VisionPool {
 public:
  /// `limit` is the processor time for one photo. `megabytes`: a picture that needs more memory is `too-large`.
  VisionPool(VisionPoolParts parts, unsigned workers, std::chrono::seconds limit, std::uint32_t megabytes = 1000);
  ~VisionPool() = default;
  VisionPool(const VisionPool&) = delete;
  VisionPool& operator=(const VisionPool&) = delete;

  void submit(VisionJob job);
  /// Returns why no worker starts, as a sentence; empty when they do.
  std::string problem() const { return problem_; }
  void on_problem_changed(std::function<void()> call) { problem_changed_ = std::move(call); }

 private:
  std::unique_ptr<VisionSlot> make_slot(std::chrono::seconds limit);
  void assign();
  bool has_room_for(const VisionJob& job) const;
  void put_first(VisionJob job);
  void set_problem(const std::string& sentence);
  void give_back(VisionJob job, Unreadable why, bool interrupted);

  VisionPoolParts parts_;
  std::uint32_t megabytes_;
  std::deque<VisionJob> jobs_;
  std::uint64_t next_id_ = 1;
  std::string problem_;
  std::function<void()> problem_changed_ = [] {};
  std::vector<std::unique_ptr<VisionSlot>> slots_;
};

}  // namespace facefs
