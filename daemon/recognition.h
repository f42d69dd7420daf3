// SPDX-License-Identifier: Apache-2.0
// What faces are read with and named by: the networks and the rule of matching, completed from what somebody asked for.
#pragma once

#include <optional>

#include "index/faces/matcher.h"
#include "models/networks.h"

namespace facefs {

struct RecognitionAsked {
  NetworksAsked networks{};
  RuleKind rule = RuleKind::bands;
  std::optional<float> certain{}, maybe{};
};

struct Recognition {
  Networks networks;
  MatchSettings match;
};

/// Completes it. The rule `vote` brings dlib's embedder, because it is face_recognition's rule for that network's
/// distances. Throws std::invalid_argument with a sentence where two things that were asked for do not go together.
Recognition recognition_for(const RecognitionAsked& asked);

}  // namespace facefs
