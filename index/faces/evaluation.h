// SPDX-License-Identifier: Apache-2.0
// How well labelled photos are recognised: who is named rightly, wrongly or not, and how unknown faces are grouped.
//
// The protocol of docs/matching.md. In each of N splits, drawn by number and so the same in every run, G people are
// enrolled with K photos each; every other photo of theirs is a probe, every photo of anybody else a stranger, and all
// of them are the library. A photo has a name where one of its faces has. Uses the same enrolment, sample, matcher and
// clustering as facefs itself. Pure.
#pragma once

#include <string>
#include <vector>

#include "index/faces/matcher.h"
#include "index/values/records.h"

namespace facefs {

/// One photo, and whose folder it is from.
struct LabelledPhoto {
  std::size_t person = 0;
  ImageKey image;                 ///< the sample is taken in the order of these
  std::vector<Face> faces;        ///< as in a watched folder
  ReferenceReading as_reference;  ///< as in enroll/
};

struct EvaluationPlan {
  std::size_t people = 5;      ///< enrolled in each split
  std::size_t references = 3;  ///< of each
  std::size_t splits = 20;
  MatchSettings match;
};

/// Photos, of all splits together.
struct MatchFigures {
  std::size_t probes = 0, right_certain = 0, right = 0, wrong_certain = 0, wrong_maybe = 0;
  std::size_t strangers = 0, stranger_certain = 0, stranger_maybe = 0;
  std::size_t references = 0, references_used = 0;
};

/// People with too few photos are not drawn. Throws std::runtime_error with a sentence when too few are left.
MatchFigures evaluate_matching(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan);

struct ClusterFigures {
  double precision = 0;  ///< BCubed (Bagga and Baldwin, 1998), 0 to 1
  double recall = 0;
  std::size_t clusters = 0;  ///< of three photos and more
  std::size_t mixed = 0;     ///< of those: that hold photos of two people
};

/// With nobody enrolled. A photo counts for the largest cluster that shows it, or for itself where none does.
ClusterFigures evaluate_clusters(const std::vector<LabelledPhoto>& photos);

/// Of the faces in the first half of the photos: how many are somewhere else when the whole library is there.
struct StabilityFigures {
  std::size_t faces = 0;
  std::size_t moved_by_growth = 0;
  std::size_t moved_by_order = 0;  ///< when the same photos come in another order
};
StabilityFigures evaluate_stability(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan);

/// The same photos read in two ways (by two engines): of how many faces the decision differs, over all splits.
struct AgreementFigures {
  std::size_t decisions = 0;
  std::size_t flipped = 0;
};
AgreementFigures evaluate_agreement(const std::vector<LabelledPhoto>& photos,
                                    const std::vector<LabelledPhoto>& read_otherwise, const EvaluationPlan& plan);

}  // namespace facefs
