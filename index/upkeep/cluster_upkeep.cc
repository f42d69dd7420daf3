// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/cluster_upkeep.h"

#include <utility>

#include "index/storage/cluster_tables.h"
#include "index/storage/faces.h"

namespace facefs {
namespace {

// Keys in the gallery's table `meta`.
constexpr auto kUngrouped = "ungrouped";         // 1 while something must still be grouped
constexpr auto kGroupedWith = "grouped_with";    // the sample of the last whole grouping
constexpr auto kGroupedFaces = "grouped_faces";  // how many faces that one looked at
constexpr auto kChangedSince = "changed_since";  // how many faces were grouped around since
constexpr auto kClustersMade = "clusters_made";

constexpr std::size_t kManyChanged = 100'000;  // more are not worth remembering one by one

}  // namespace

void ClusterUpkeep::take_up(const Snapshot& snapshot) {
  all_ = all_ || snapshot.counter(kUngrouped) != 0;
}

void ClusterUpkeep::note(Update& update) {
  if (update.outdated().faces.empty()) return;
  if (update.snapshot().counter(kUngrouped) == 0) update.set_counter(kUngrouped, 1);
  changed_.insert(update.outdated().faces.begin(), update.outdated().faces.end());
  if (changed_.size() <= kManyChanged) return;
  all_ = true;
  changed_.clear();
}

ClusterUpkeep::Search ClusterUpkeep::begin(const Snapshot& snapshot, const ScaleSample& sample) {
  std::set<FaceId> changed = std::exchange(changed_, {});
  sample_ = sample.fingerprint();
  searching_ = true;
  searching_around_ = changed.size();
  const bool same_sample = snapshot.counter(kGroupedWith) == sample_;
  searching_all_ =
      std::exchange(all_, false) || is_worth_a_whole_regrouping(snapshot.counter(kChangedSince) + changed.size(),
                                                                snapshot.counter(kGroupedFaces), same_sample);
  if (searching_all_)
    return [sample](const Snapshot& there, const std::atomic<bool>& stop) { return regrouped(there, sample, stop); };
  return [sample, changed = std::move(changed)](const Snapshot& there, const std::atomic<bool>& stop) {
    return regrouped_around(there, sample, changed, stop);
  };
}

void ClusterUpkeep::take(Update& update, const ClusterSearch& found) {
  searching_ = false;
  if (searching_all_) {
    update.set_counter(kGroupedWith, sample_);
    update.set_counter(kGroupedFaces, found.faces);
  }
  update.set_counter(kChangedSince, searching_all_ ? 0 : update.snapshot().counter(kChangedSince) + searching_around_);
  if (found.numbers > update.snapshot().counter(kClustersMade)) update.set_counter(kClustersMade, found.numbers);
  places_ = found.places;
  note_settled(update);
}

void ClusterUpkeep::drop(Clock::time_point again) {
  searching_ = false;
  all_ = true;
  not_before_ = again;
}

void ClusterUpkeep::place_next(Update& update, const MatchUpkeep& matching, std::size_t count) {
  std::set<ImageKey> images;
  while (!places_.empty() && images.size() < count) {
    const auto [id, cluster] = places_.back();
    places_.pop_back();
    const auto face = Faces(update).find(id);
    if (!face || !face->is_unknown()) continue;
    ClusterTables(update).set(id, cluster);
    images.insert(face->image);
  }
  for (const ImageKey& image : images) matching.match_image(update, image);
  note_settled(update);
}

void ClusterUpkeep::note_settled(Update& update) const {
  if (is_settled() && !held_ && update.outdated().faces.empty() && update.snapshot().counter(kUngrouped) != 0)
    update.set_counter(kUngrouped, 0);
}

}  // namespace facefs
