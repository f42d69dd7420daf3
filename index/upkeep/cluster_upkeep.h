// SPDX-License-Identifier: Apache-2.0
// Keeps the clusters of unknown faces up to date while faces become unknown or cease to be.
//
// The writer's, as index/upkeep/match_upkeep.h is. Before each commit, `note` takes in which faces became unknown or
// ceased to be. When nothing else is to be done, `begin` returns a search, which may run on another thread. `take`
// takes in its result, and `place_next` carries it out in portions. The gallery notes that something must still be
// grouped, so that a start of facefs groups nothing without need.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>

#include "index/upkeep/cluster_search.h"
#include "index/upkeep/match_upkeep.h"

namespace facefs {

class ClusterUpkeep {
 public:
  using Clock = std::chrono::steady_clock;
  /// A search for faces that must change their cluster. Pure; on any thread. Returns nothing when it was stopped.
  using Search = std::function<std::optional<ClusterSearch>(const Snapshot&, const std::atomic<bool>& stop)>;

  /// Takes up where an earlier run of facefs left off.
  void take_up(const Snapshot& snapshot);
  /// Notes the faces that this update makes unknown, or no longer unknown. Must be called before the commit.
  void note(Update& update);

  /// Groups nothing while held: what is due waits.
  void hold(bool hold) { held_ = hold; }

  bool is_due(Clock::time_point now = Clock::now()) const {
    return !held_ && !searching_ && places_.empty() && (all_ || !changed_.empty()) && now >= not_before_;
  }
  void make_all_due() { all_ = true; }
  bool has_places() const { return !places_.empty(); }
  bool is_settled() const { return !searching_ && places_.empty() && (held_ || (!all_ && changed_.empty())); }

  /// Returns the search that is due. `take` or `drop` must follow.
  Search begin(const Snapshot& snapshot, const ScaleSample& sample);
  void take(Update& update, const ClusterSearch& found);
  /// Ends a search that found nothing, or that ran in an earlier gallery. All faces are due then, from `again` on.
  void drop(Clock::time_point again);

  /// Changes the cluster of faces of up to `count` images.
  void place_next(Update& update, const MatchUpkeep& matching, std::size_t count);

 private:
  void note_settled(Update& update) const;

  bool held_ = false;
  bool all_ = false;          ///< all faces must be grouped anew
  std::set<FaceId> changed_;  ///< faces around which to group
  bool searching_ = false;
  Clock::time_point not_before_{};
  bool searching_all_ = false;
  std::size_t searching_around_ = 0;
  std::uint64_t sample_ = 0;  ///< the ScaleSample::fingerprint of the search that runs
  std::vector<std::pair<FaceId, std::optional<ClusterId>>> places_;
};

}  // namespace facefs
