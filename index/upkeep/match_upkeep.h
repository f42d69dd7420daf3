// SPDX-License-Identifier: Apache-2.0
// Keeps every face's match and every photo's folders in step with the references, the sample and the decisions.
//
// The writer's. `follow` takes what matching depends on (people, sample) anew. When a person became another, the faces
// that are or were in that person's reach are due, found by one pass over the codes; when the sample did, all are.
// `match_next` deals them out in portions, so that the writer can answer the user in between. With what everything was
// last matched is noted in the gallery, so that a start of facefs matches nothing again for nothing. A new photo is
// matched by `match_image` at once.
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

  /// Takes people and sample anew. True when they differ from before.
  bool refresh(const Snapshot& snapshot);
  /// The same, and makes due what that concerns. `same_photos`: none came or went since the last time, nor was erased.
  void follow(Update& update, bool same_photos = false);
  /// Of the gallery nothing is taken for matched until `follow` and all that is due then.
  void begin_again();

  void match_image(Update& update, const ImageKey& key) const;

  /// The folders in which a photo of that image would stand; nothing is changed.
  std::set<FolderKey> folders_of(const Snapshot& snapshot, const ImageKey& key) const;
  void change_settings(const MatchSettings& settings) { settings_ = settings; }
  /// Everybody is measured by the settings alone.
  void ignore_own_caps() {
    for (PersonModel& person : people_) person.certain = 0;
  }

  /// Matches the next `count` or so images that are due; false when none is left.
  bool match_next(Update& update, std::size_t count);
  bool is_due() const { return all_from_.has_value() || !due_.empty(); }
  bool is_due_whole() const { return all_from_.has_value(); }
  void make_all_due();
  /// Also for the next start, if this one ends before all are matched.
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
  Matched matched(const Snapshot& snapshot, const NumberedFace& face, const DecidedFace& said) const;
  bool refresh_people(const Snapshot& snapshot);
  std::vector<NearQuery> reaches_of_changed(const std::vector<PersonModel>& before) const;
  std::uint64_t fingerprint() const;
  std::vector<ImageKey> next_of_all(const Snapshot& snapshot, std::size_t count);

  MatchSettings settings_;
  std::vector<PersonModel> people_;
  ScaleSample sample_;
  std::shared_ptr<const SampleCandidates> candidates_;  ///< for the sample
  bool knows_gallery_ = false;                          ///< what it says of earlier runs was looked at
  std::optional<FaceId> all_from_;                      ///< where the pass over all faces goes on
  RematchQueue due_;                                    ///< beside that pass
};

}  // namespace facefs
