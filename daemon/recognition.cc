// SPDX-License-Identifier: Apache-2.0
#include "daemon/recognition.h"

#include <stdexcept>

namespace facefs {

Recognition recognition_for(const RecognitionAsked& asked) {
  NetworksAsked networks = asked.networks;
  if (asked.rule == RuleKind::vote && networks.embedder == EmbedderKind::sface)
    throw std::invalid_argument(
        "the rule \"vote\" counts distances of the embedder \"dlib\", not of \"sface\": change one of the two");
  if (asked.rule == RuleKind::vote) networks.embedder = EmbedderKind::dlib;
  Recognition recognition{networks_for(networks), {}};
  recognition.match = usual_settings(asked.rule, space_of(recognition.networks.embedder));
  if (asked.certain) recognition.match.certain = *asked.certain;
  if (asked.maybe) recognition.match.maybe = *asked.maybe;
  if (asked.rule == RuleKind::bands && recognition.match.maybe < recognition.match.certain)
    throw std::invalid_argument("recognition.maybe is smaller than recognition.certain: make it the larger of the two");
  return recognition;
}

}  // namespace facefs
