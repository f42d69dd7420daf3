// SPDX-License-Identifier: Apache-2.0
// Keeps the one sentence about what is wrong with the gallery or the log, for the status.
//
// The sentence of an act that failed stays until an act succeeds. The writer's thread.
#pragma once

#include <functional>
#include <string>
#include <utility>

namespace facefs {

class WriterProblem {
 public:
  /// `tell` gets each sentence; an empty one when nothing is wrong any more.
  explicit WriterProblem(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}

  void set(const std::string& sentence) {
    told_ = true;
    tell_(sentence);
  }
  void act_failed(const std::string& sentence) {
    act_failed_ = true;
    set(sentence);
  }
  void act_succeeded() { act_failed_ = false; }

  /// Takes the sentence back, because findings go in again. Keeps the sentence of an act that failed.
  void clear() {
    if (act_failed_ || !std::exchange(told_, false)) return;
    tell_({});
  }

 private:
  std::function<void(const std::string&)> tell_;
  bool told_ = false;
  bool act_failed_ = false;
};

}  // namespace facefs
