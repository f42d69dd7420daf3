// SPDX-License-Identifier: Apache-2.0
// Keeps every face's match and every photo's folders in step with the references, the sample and the decisions.
//
// The writer's. `refresh` reads what matching depends on (people, sample) and answers whether anything of it became
// different; if so every face must be matched anew, which `match_next` deals out in portions so that the writer can
// answer the user in between. A new photo is matched by `match_image` at once.
#pragma once

#include <optional>
#include <vector>

#include "index/decided.h"
#include "index/scale.h"
#include "index/update.h"

namespace facefs {

class Matching {
 public:
  explicit Matching(MatchSettings settings) : settings_(settings) {}

  /// Takes people and sample anew. True when they differ from before: all faces are then due.
  bool refresh(const Snapshot& snapshot);

  void match_image(Update& update, const ImageKey& key) const;

  /// The folders in which a photo of that image would stand; nothing is changed.
  std::set<FolderKey> folders_of(const Snapshot& snapshot, const ImageKey& key) const;
  void change_settings(const MatchSettings& settings) { settings_ = settings; }
  /// Everybody is measured by the settings alone.
  void ignore_own_caps() {
    for (PersonModel& person : people_) person.certain = 0;
  }

  /// Matches the next `count` images that are due; false when none is left.
  bool match_next(Update& update, std::size_t count);
  bool is_due() const { return due_.has_value(); }
  void make_all_due() { due_ = ImageKey{}; }

  const std::vector<PersonModel>& people() const { return people_; }
  const MatchSettings& settings() const { return settings_; }
  const ScaleSample& sample() const { return sample_; }

 private:
  struct Outcome {
    std::vector<NumberedFace> before;
    std::vector<FaceRecord> after;
    DecidedPhoto said;
    std::set<FolderKey> folders(const Snapshot& snapshot) const;
  };
  Outcome outcome(const Snapshot& snapshot, const ImageKey& key) const;
  FaceRecord matched(const Snapshot& snapshot, const NumberedFace& face, const DecidedFace& said) const;
  void name(Match& match, PersonId person, const Embedding& embedding) const;

  MatchSettings settings_;
  std::vector<PersonModel> people_;
  ScaleSample sample_;
  std::optional<ImageKey> due_;  ///< where the pass over all images goes on
};

}  // namespace facefs
