// SPDX-License-Identifier: Apache-2.0
// The vision workers: jobs in, replies out, whatever a photo does to a worker.
//
// A worker that dies is replaced, and its photo tried twice more in fresh ones before it is given up: as `crashed`, or
// as `killed` where the worker was ended from outside, in which case no other photo is read beside it (memory may be
// short). Where the worker died with its fork server the photo is not to blame, and tried again up to ten times. A
// worker that uses more processor time than the limit, or none for as long, is killed (`too-slow`); one that answers
// nonsense is killed too. A picture that needs much memory (models/picture_memory.h) is read when no other one is.
// Workers that do not even start are tried again ever more rarely, from a new fork server, and `problem` says so. On
// the event loop's thread alone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/vision_process.h"
#include "models/vision_protocol.h"

namespace facefs {

struct VisionJob {
  VisionRequest request;
  std::shared_ptr<const UniqueFd> photo;   ///< sealed memory with the photo's bytes
  std::shared_ptr<const UniqueFd> output;  ///< for a labelled picture: the file to write
  /// Whether the faces of that image are known already, so that they need not be made again, or which to leave out.
  std::function<Proceed(const PhotoReading& identified)> identify;
  std::function<void(VisionReply)> done;
  bool is_urgent = false;  ///< goes before the others
  bool is_alone = false;   ///< no other one is with a worker meanwhile
  int tries = 0;
  int interruptions = 0;
};

class VisionPool {
 public:
  /// `limit`: of processor time a photo. `megabytes`: a picture that needs more memory is `too-large`.
  VisionPool(boost::asio::io_context& loop, VisionProgram program, unsigned workers, std::chrono::seconds limit,
             std::uint32_t megabytes = 1000);
  ~VisionPool();
  VisionPool(const VisionPool&) = delete;
  VisionPool& operator=(const VisionPool&) = delete;

  void submit(VisionJob job);
  std::string problem() const { return problem_; }
  void on_problem_changed(std::function<void()> call) { problem_changed_ = std::move(call); }

 private:
  class Worker;
  void assign();
  bool has_room_for(const VisionJob& job) const;
  void put_first(VisionJob job);
  void set_problem(const std::string& sentence);
  void give_back(VisionJob job, Unreadable why, bool interrupted);

  boost::asio::io_context& loop_;
  VisionForkServer fork_server_;
  std::chrono::seconds limit_;
  std::uint32_t megabytes_;
  std::deque<VisionJob> jobs_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::uint64_t next_id_ = 1;
  std::string problem_;
  std::function<void()> problem_changed_ = [] {};
};

}  // namespace facefs
