// SPDX-License-Identifier: Apache-2.0
// Keeps every face's match and every photo's folders up to date with the references, the sample and the decisions.
//
// The writer's. `follow` reads anew what matching depends on: people and sample. When a person has changed, the faces
// that have or had that person within their reach are due. One pass over the codes finds them. When the sample has
// changed, all faces are due. `match_next` deals them out in portions, so that the writer can answer the user in
// between. A new photo is matched by `match_image` at once.
//
// The gallery notes with which people, sample and settings everything was last matched. So a start of facefs matches
// nothing without need.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "index/faces/decided.h"
#include "index/faces/scale.h"
#include "index/storage/images.h"
#include "index/storage/update.h"
#include "index/upkeep/rematch_queue.h"

namespace facefs {

class MatchUpkeep {
 public:
  explicit MatchUpkeep(MatchSettings settings) : settings_(settings) {}

  /// Reads people and sample anew. Returns whether they differ from before.
  bool refresh(const Snapshot& snapshot);
  /// Reads people and sample anew, and makes due the faces that this concerns. `same_photos`: since the last time no
  /// photo came, went or was erased.
  void follow(Update& update, bool same_photos = false);
  /// Treats every face as unmatched until `follow` has run and its queue is empty.
  void begin_again();

  void match_image(Update& update, const ImageKey& key) const;

  /// Returns the folders in which a photo of that image would be. Changes nothing.
  std::set<FolderKey> folders_of(const Snapshot& snapshot, const ImageKey& key) const;
  void change_settings(const MatchSettings& settings) { settings_ = settings; }
  /// Drops all people's own caps, so that everybody is measured by the settings alone.
  void ignore_own_caps() {
    for (PersonModel& person : people_) person.certain = 0;
  }

  /// Matches the next `count` or so images that are due. Returns false when none is left.
  bool match_next(Update& update, std::size_t count);
  bool is_due() const { return all_from_.has_value() || !due_.empty(); }
  bool is_due_whole() const { return all_from_.has_value(); }
  void make_all_due();
  /// Makes all faces due, also for the next start, if this run ends before all are matched.
  void make_all_due(Update& update);

  const std::vector<PersonModel>& people() const { return people_; }
  const MatchSettings& settings() const { return settings_; }
  const ScaleSample& sample() const { return sample_; }

 private:
  struct Matched {
    FaceRecord record;
    float reach = 0;
    float scale = 0;
  };
  struct Outcome {
    std::vector<NumberedFace> before;
    std::vector<Matched> after;
    DecidedPhoto said;
    std::set<FolderKey> folders(const Snapshot& snapshot) const;
  };
  Outcome outcome(const Snapshot& snapshot, const ImageKey& key) const;
  static Matched left_as_it_is(const Snapshot& snapshot, const NumberedFace& face, const DecidedFace& said);
  Matched matched(const Snapshot& snapshot, const NumberedFace& face, const DecidedFace& said) const;
  bool refresh_people(const Snapshot& snapshot);
  std::vector<NearQuery> reaches_of_changed(const std::vector<PersonModel>& before) const;
  std::uint64_t fingerprint() const;
  std::vector<ImageKey> next_of_all(const Snapshot& snapshot, std::size_t count);

  MatchSettings settings_;
  std::vector<PersonModel> people_;
  ScaleSample sample_{*settings_.space};
  std::shared_ptr<const SampleCandidates> candidates_;  ///< for the sample
  bool knows_gallery_ = false;                          ///< what the gallery notes of earlier runs was read
  std::optional<FaceId> all_from_;                      ///< the face where the pass over all faces goes on
  RematchQueue due_;                                    ///< faces that are due besides; their turn is after that pass
};

}  // namespace facefs
