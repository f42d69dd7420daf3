// SPDX-License-Identifier: Apache-2.0
// Decides what of matching and grouping is done next, and keeps the tokens that wait for it.
//
// The writer notes what changed (`people_changed`, `photos_changed`). The schedule says when to take that in, and which
// portion to do next. It commits nothing and reads no clock: the writer passes the transaction and the time. The
// writer's thread.
#pragma once

#include <chrono>
#include <utility>
#include <vector>

#include "daemon/ledger.h"
#include "index/upkeep/cluster_upkeep.h"
#include "index/upkeep/match_upkeep.h"

namespace facefs {

class MatchSchedule {
 public:
  using Clock = std::chrono::steady_clock;

  explicit MatchSchedule(MatchSettings settings) : matching_(settings) {}

  // ---- What changed.

  /// Notes that people or their references changed: matching must take them in.
  void people_changed() { people_changed_ = true; }
  /// Notes that photos came or went: the sample of faces may be another one.
  void photos_changed() { photos_changed_ = true; }
  /// Forgets what is known of the gallery, which is another one now.
  void begin_again() { matching_.begin_again(); }
  /// Takes up the grouping that an earlier run of facefs left.
  void take_up(const Snapshot& snapshot);
  /// Matches everything again, because a portion of it may have been lost.
  void match_all_again() { matching_.make_all_due(); }
  void group_all_again() { grouping_.make_all_due(); }
  /// Lets grouping go on, which `take_up` found held: every photo was read again with other networks.
  void release_grouping() { grouping_.hold(false); }
  /// Treats every face as unmatched, and takes people and sample in anew.
  void match_all_anew(Update& update);
  /// Notes which faces became unknown or known. Called before each commit.
  void note(Update& update) { grouping_.note(update); }

  // ---- When.

  /// Tells whether nothing is due and nothing is left to take in.
  bool is_settled() const;
  /// Returns how long the writer may wait for a message before something is due here.
  std::chrono::milliseconds patience(Clock::time_point now) const;
  /// Pauses until then: the user is removing photos one by one.
  void pause_until(Clock::time_point end) { paused_until_ = end; }
  bool is_paused(Clock::time_point now) const { return now < paused_until_; }
  /// Tells whether a portion may be done now. `is_idle`: no message has just come. While photos stream in, taking the
  /// sample anew may cost a twentieth of the time.
  bool may_go_on(Clock::time_point now, bool is_idle) const;

  // ---- What is done, each in a transaction of the writer's.

  /// Tells whether people or sample must be taken in before the next portion.
  bool has_news() const { return people_changed_ || (photos_changed_ && !matching_.is_due()); }
  /// Takes people and sample in, and makes due what that concerns.
  void take_in_news(Update& update);
  /// Notes how long that took, with its commit: while photos stream in, it comes again after twenty times as long.
  void note_news_taken(Clock::time_point start, Clock::time_point end);
  /// Takes in that people were erased in this transaction. Called before its commit.
  void take_in_erased(Update& update);
  /// Takes in everything that the log said, and makes every face due.
  void take_in_all(Update& update);
  /// Matches one photo's faces.
  void match_image(Update& update, const ImageKey& image) const { matching_.match_image(update, image); }
  /// Matches the faces about which something was decided in this transaction.
  void match_decided(Update& update);

  bool is_matching_due() const { return matching_.is_due(); }
  void match_portion(Update& update);
  bool has_places() const { return grouping_.has_places(); }
  void place_portion(Update& update);

  bool is_search_due(Clock::time_point now) const { return grouping_.is_due(now); }
  /// Begins a search for groups of unknown faces, which may run on any thread; `take` or `drop` must follow.
  ClusterUpkeep::Search begin_search(const Snapshot& snapshot) { return grouping_.begin(snapshot, matching_.sample()); }
  void take(Update& update, const ClusterSearch& found) { grouping_.take(update, found); }
  /// Ends a search without a result: everything is searched again, but not before `again`.
  void drop_search(Clock::time_point again) { grouping_.drop(again); }

  // ---- Who waits for it.

  void hold(const std::vector<Token>& tokens) { waiting_.insert(waiting_.end(), tokens.begin(), tokens.end()); }
  const std::vector<Token>& waiting() const { return waiting_; }
  /// Returns the tokens that wait, and keeps none of them.
  std::vector<Token> take_waiting() { return std::exchange(waiting_, {}); }

 private:
  MatchUpkeep matching_;
  ClusterUpkeep grouping_;
  bool people_changed_ = true;  // at start, as far as is known
  bool photos_changed_ = true;
  Clock::time_point next_news_{};  // not before then while photos stream in
  Clock::time_point paused_until_{};
  std::vector<Token> waiting_;
};

}  // namespace facefs
