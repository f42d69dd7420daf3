// SPDX-License-Identifier: Apache-2.0
// Keeps what went wrong with the gallery, when to try again, and which work waits until it is right.
//
// Two things go wrong. Something is *lost* if a transaction failed: it is looked for again, after a while. Something is
// *damaged* if bytes are not what was written: the gallery is made again. A caller that waits for everything waits
// until both are over. This class only decides; it opens no file and reads no clock. The writer's thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/ledger.h"

namespace facefs {

class Repair {
 public:
  using Clock = std::chrono::steady_clock;

  /// `begin_work` makes the tokens that keep `facefs wait` waiting. `pause` is the time between two attempts.
  Repair(std::function<Token()> begin_work, std::chrono::milliseconds pause)
      : begin_work_(std::move(begin_work)), pause_(pause) {}

  void note_lost(Clock::time_point now);
  void note_damage(const std::string& sentence) { damage_ = sentence; }

  /// Tells whether something was lost or damaged, and is not looked for yet.
  bool is_needed() const { return search_at_ || is_damaged(); }
  bool is_damaged() const { return !damage_.empty(); }
  /// Returns what is damaged, as a sentence; empty for nothing.
  const std::string& damage() const { return damage_; }
  /// Tells whether something was lost, and is not looked for yet.
  bool has_lost() const { return search_at_.has_value(); }

  /// Tells whether it is time to look for what was lost. A damaged gallery is mended first.
  bool is_search_due(Clock::time_point now) const { return search_at_ && !is_damaged() && now >= *search_at_; }
  /// Looks later, because the cause is still there.
  void postpone_search(Clock::time_point now) { search_at_ = now + pause_; }
  void begin_search() { search_at_.reset(); }
  /// Returns the token of looking again. It ends when everything was found; a loss meanwhile begins another search.
  Token search_work();

  bool is_mending_due(Clock::time_point now) const { return is_damaged() && now >= mend_at_; }
  /// Notes that the gallery is being made again. Lets the tokens in `waiting` wait until it has everything. If that
  /// fails, it is tried again after the pause.
  void begin_mending(Clock::time_point now, const std::vector<Token>& waiting);
  void end_mending();

  /// Lets this work wait until everything was found again. Keeps the tokens that came first, which are enough: a caller
  /// that waits for later work waits for earlier work, too.
  void hold(const Token& token);
  bool is_waited_for() const { return !waiting_.empty(); }
  /// Lets go of the tokens that wait, if nothing is lost, damaged or looked for any more.
  void let_go_when_done();

 private:
  std::function<Token()> begin_work_;
  std::chrono::milliseconds pause_;
  std::optional<Clock::time_point> search_at_;
  std::weak_ptr<Work> search_;  // alive while it is looked for
  std::string damage_;
  Clock::time_point mend_at_{};
  std::vector<Token> waiting_;
};

}  // namespace facefs
