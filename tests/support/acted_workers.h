// SPDX-License-Identifier: Apache-2.0
// Vision workers without processes: a test says what they do.
#pragma once

#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "daemon/photo_worker.h"

namespace facefs::test {

class ActedWorkers : public PhotoWorkers {
 public:
  struct Worker {
    PhotoWorker::Heard heard;
    unsigned fork_server = 0;
    bool lives = true;
    bool takes_words = true;
    std::chrono::nanoseconds used{0};       // processor time
    std::vector<VisionRequest> requests{};  // sent to it
    std::vector<Proceed> words{};

    std::uint64_t id() const { return requests.back().id; }
    void say(VisionReply reply) const {
      const auto to = heard;  // a copy, because the call may end the worker
      to(std::move(reply));
    }
    void get_ready() const { say({0, Ready{2}}); }
    void identify() const {
      PhotoReading reading;
      reading.identified_only = true;
      say({id(), reading});
    }
    void read() const { say({id(), PhotoReading{}}); }
    void need_to_be_alone() const { say({id(), NeedsToBeAlone{}}); }
    void end_by(int signal) const { say({0, Ended{signal}}); }
    void talk_nonsense() const {
      const auto to = heard;
      to(std::nullopt);
    }
  };

  std::unique_ptr<PhotoWorker> start(PhotoWorker::Heard heard) override {
    if (!can_start) throw std::system_error(ENOENT, std::generic_category(), "starting facefs-vision");
    Worker& worker = *made.emplace_back(std::make_unique<Worker>());
    worker.heard = std::move(heard);
    worker.fork_server = fork_server;
    return std::make_unique<Hold>(worker);
  }
  bool has_ended(unsigned number) const override { return ended.contains(number); }
  void note_failed(unsigned number) override { failed.push_back(number); }
  void note_hanging(unsigned number) override { hung.push_back(number); }

  bool can_start = true;
  unsigned fork_server = 1;                     // of the workers that are started next
  std::set<unsigned> ended{};                   // numbers of the fork servers that have ended
  std::vector<unsigned> failed{}, hung{};       // numbers of the fork servers whose workers did
  std::vector<std::unique_ptr<Worker>> made{};  // in the order in which they were started

  Worker& last() const { return *made.back(); }
  /// Returns the workers that live, in the order in which they were started.
  std::vector<Worker*> living() const {
    std::vector<Worker*> found;
    for (const auto& worker : made)
      if (worker->lives) found.push_back(worker.get());
    return found;
  }

 private:
  struct Hold : PhotoWorker {
    explicit Hold(Worker& of) : worker(of) {}
    ~Hold() override { worker.lives = false; }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    bool send(const Packet& packet, std::span<const int> descriptors) override {
      if (!worker.takes_words) return false;
      if (descriptors.empty())
        worker.words.push_back(parse_proceed(packet));
      else
        worker.requests.push_back(parse_request(packet));
      return true;
    }
    std::chrono::nanoseconds processor_time() const override { return worker.used; }
    unsigned fork_server() const override { return worker.fork_server; }
    Worker& worker;
  };
};

}  // namespace facefs::test
