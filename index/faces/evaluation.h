// SPDX-License-Identifier: Apache-2.0
// Measures how well labelled photos are recognised: who is named rightly, wrongly or not, and how unknown faces are
// grouped.
//
// The protocol of docs/matching.md. Each of N splits is drawn from its number, so it is the same in every run. In a
// split, G people are enrolled with K photos each. Every other photo of theirs is a probe, every photo of anybody else
// a stranger's; all of them are the library. A photo has a name where one of its faces has it. Uses the same enrolment,
// sample, matcher and clustering as facefs itself. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "index/faces/matcher.h"
#include "index/values/records.h"

namespace facefs {

/// One photo, and the person whose folder it is from.
struct LabelledPhoto {
  std::size_t person = 0;
  std::size_t set = 0;            ///< which of several labelled folders the person is from
  ImageKey image;                 ///< the sample is taken in the order of these keys
  std::vector<Face> faces;        ///< as read from a watched folder
  ReferenceReading as_reference;  ///< as read from enroll/
};

struct EvaluationPlan {
  std::size_t people = 5;      ///< enrolled in each split
  std::size_t references = 3;  ///< enrolled of each person
  std::size_t splits = 20;
  MatchSettings match;
};

/// Counts of photos, over all splits.
struct MatchCounts {
  std::size_t probes = 0, right_certain = 0, right = 0, wrong_certain = 0, wrong_maybe = 0;
  std::size_t strangers = 0, stranger_certain = 0, stranger_maybe = 0;
};
struct MatchFigures : MatchCounts {
  std::map<std::size_t, MatchCounts> of_set;
  std::size_t references = 0, references_used = 0;
};

/// Returns the counts over all splits. Does not draw people with too few photos. Throws std::runtime_error with a
/// sentence when too few people are left.
MatchFigures evaluate_matching(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan);

/// What the certain matches are when each threshold of theirs is moved by so much.
struct CurvePoint {
  float moved = 0;
  MatchCounts counts;
};
/// Returns points of the curve of right names against strangers, from strict thresholds to loose ones.
std::vector<CurvePoint> evaluate_curve(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan);

struct ClusterFigures {
  double precision = 0;  ///< BCubed (Bagga and Baldwin, 1998), 0 to 1
  double recall = 0;
  std::size_t clusters = 0;  ///< of three photos and more
  std::size_t mixed = 0;     ///< clusters of those that hold photos of more than one person
};

/// Groups the photos with nobody enrolled. A photo counts for the largest cluster that shows it, or for itself where
/// none does.
ClusterFigures evaluate_clusters(const std::vector<LabelledPhoto>& photos, const Space& space);

/// The faces in a random half of each split's library. Some of them change verdict or person when the other half comes
/// too.
struct StabilityFigures {
  std::size_t faces = 0;
  std::size_t moved_by_growth = 0;
  std::size_t moved_by_order = 0;   ///< when the same photos come in another order
  std::size_t named = 0;            ///< faces that are certain while half of the people are enrolled
  std::size_t moved_by_naming = 0;  ///< of these, when the other half is enrolled too
};
StabilityFigures evaluate_stability(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan);

/// Decisions about the same photos read in two ways (by two engines), and how many of them differ, over all splits.
struct AgreementFigures {
  std::size_t decisions = 0;
  std::size_t flipped = 0;
};
AgreementFigures evaluate_agreement(const std::vector<LabelledPhoto>& photos,
                                    const std::vector<LabelledPhoto>& read_otherwise, const EvaluationPlan& plan);

}  // namespace facefs
