// SPDX-License-Identifier: Apache-2.0
// Keeps the clusters of unknown faces in step with which faces are unknown.
//
// The writer's, as index/upkeep/match_upkeep.h is. Each commit tells which faces became unknown or ceased to be
// (`note`); when nothing else is to be done, `begin` says what is to be searched for, which may run on another thread,
// and its result is taken in (`take`) and carried out in portions (`place_next`). That something is still to be grouped
// is noted in the gallery, so that a start of facefs groups nothing again for nothing.
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
  /// Pure; on any thread. Nothing when it was stopped.
  using Search = std::function<std::optional<ClusterSearch>(const Snapshot&, const std::atomic<bool>& stop)>;

  /// Takes up where an earlier run of facefs left off.
  void take_up(const Snapshot& snapshot);
  /// Before the commit.
  void note(Update& update);

  bool is_due(Clock::time_point now = Clock::now()) const {
    return !searching_ && places_.empty() && (all_ || !changed_.empty()) && now >= not_before_;
  }
  void make_all_due() { all_ = true; }
  bool has_places() const { return !places_.empty(); }
  bool is_settled() const { return !searching_ && places_.empty() && !all_ && changed_.empty(); }

  /// Then `take` or `drop` must come.
  Search begin(const Snapshot& snapshot, const ScaleSample& sample);
  void take(Update& update, const ClusterSearch& found);
  /// Where nothing was found, or in an earlier gallery: everything is to be grouped, from `again` on.
  void drop(Clock::time_point again);

  /// Faces of so many images change their cluster.
  void place_next(Update& update, const MatchUpkeep& matching, std::size_t count);

 private:
  void note_settled(Update& update) const;

  bool all_ = false;          ///< are to be grouped anew
  std::set<FaceId> changed_;  ///< around which is to be grouped
  bool searching_ = false;
  Clock::time_point not_before_{};
  bool searching_all_ = false;
  std::size_t searching_around_ = 0;
  std::uint64_t sample_ = 0;  ///< with which it is being searched: ScaleSample::fingerprint
  std::vector<std::pair<FaceId, std::optional<ClusterId>>> places_;
};

}  // namespace facefs
