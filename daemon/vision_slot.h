// SPDX-License-Identifier: Apache-2.0
// One place for a vision worker: processes come and go in it, each with one photo at a time.
//
// It watches how much processor time a photo uses, and ends a worker that hangs or talks nonsense. While no worker gets
// ready, it waits ever longer before it starts another one. The pool decides what becomes of the photo. On the event
// loop's thread alone.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/event_loop.h"
#include "daemon/photo_worker.h"
#include "daemon/vision_job.h"

namespace facefs {

struct VisionSlotLinks {
  /// Puts a photo back to the head of the queue: no worker started for it, or it must be read alone.
  std::function<void(VisionJob)> put_first;
  /// Gives back a photo over which a worker was lost. `interrupted`: its fork server has ended, which is no fault of
  /// the photo.
  std::function<void(VisionJob, Unreadable, bool interrupted)> give_back;
  /// Tells that the slot is free for the next photo.
  std::function<void()> on_free;
  /// Gets why no worker starts, as a sentence; empty when one has.
  std::function<void(const std::string&)> on_problem;
};

class VisionSlot {
 public:
  /// `limit` is the processor time for one photo.
  VisionSlot(PhotoWorkers& workers, std::unique_ptr<Timer> timer, std::chrono::seconds limit, VisionSlotLinks links);

  bool is_free() const { return !job_ && !pausing_; }
  bool is_busy() const { return job_.has_value(); }
  /// Tells whether it has a photo beside which no other one may be with a worker.
  bool is_alone() const { return job_ && job_->is_alone; }

  void take(VisionJob job);

 private:
  bool start();
  void limit_time();
  void watch_time();
  void hear(std::optional<VisionReply> reply);
  bool is_expected(const VisionReply& reply) const;
  void begin();
  void identify(const PhotoReading& reading);
  void make_room();
  void finish(VisionReply reply);
  VisionJob let_go_of_job();
  void lose(Reason reason);
  void fail_to_start(Reason reason, unsigned fork_server);
  void pause(const std::string& why);

  PhotoWorkers& workers_;
  std::unique_ptr<Timer> timer_;
  std::chrono::seconds limit_;
  VisionSlotLinks links_;
  std::unique_ptr<PhotoWorker> worker_;
  std::optional<VisionJob> job_;
  bool ready_ = false;          // this worker has said its first word
  bool is_identified_ = false;  // the worker has identified the job's photo
  bool pausing_ = false;
  std::chrono::nanoseconds used_at_start_{};
  std::chrono::nanoseconds used_before_{};
  int failures_ = 0;  // workers in a row that never got ready
};

}  // namespace facefs
