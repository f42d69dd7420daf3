// SPDX-License-Identifier: Apache-2.0
// The numbers that belong to an embedder: how far apart its faces are, and what follows from that.
//
// Each network has one Space. Everything that compares embeddings takes its numbers from there, so another network
// needs another Space and nothing else. docs/matching.md has the measurements behind each number. Distances of all
// spaces are in one unit: at 0.60 one pair of strangers in a thousand passes for one person, on photos of people like
// those the networks were trained on. So `certain` and `maybe` in the configuration mean the same for each network.
#pragma once

#include <cstddef>
#include <span>

#include "models/face.h"
#include "models/networks.h"

namespace facefs {

/// A threshold that grows with the scale of a face's neighbourhood (index/faces/scale.h).
struct ScaledThreshold {
  float times = 0, plus = 0;
  float at(float scale) const { return times * scale + plus; }
};

struct Space {
  EmbedderKind embedder;
  float radius;  ///< of the sphere that its embeddings lie on; 0: they lie on none

  // Names (index/faces/matcher.h).
  float certain, maybe;  ///< the largest distances of a certain match and of an uncertain one
  ScaledThreshold certain_at, maybe_at;
  float certain_less_of_many;  ///< what `certain_at.times` loses for a person with very many references
  float certain_without_scale, maybe_without_scale;
  float clearly_nearer;             ///< what part of anybody else's distance the nearest person's may be, to be certain
  float clearly_nearer_than_later;  ///< the same, of somebody who came later than the nearest
  float nearer;                     ///< the same for an uncertain match

  // Sides of faces in pixels: the geometric mean of width and height.
  float side_matched, side_certain, side_taught;  ///< the least of a face that is named at all, certainly, or teaches

  float score_taught;  ///< the least score of the detector's for a face that teaches: dogs have lower ones

  // The sample behind the scale.
  float same_group;  ///< faces at most this far apart are of one group
  std::size_t most_of_a_group, least_faces, least_groups;
  bool
      references_tie;  ///< faces near one person's references are of one group; then naming somebody changes the sample

  // Groups of unknown faces (index/faces/clustering.h).
  float one_person;                         ///< the largest distance within a group, in parts of the scale
  float one_person_least, one_person_most;  ///< but at least, and at most, that
  float one_person_without_scale;           ///< the same while there is no scale
  std::size_t own_faces_spared;             ///< how many of the nearest faces the scale passes over

  // References (index/faces/enrolment.h).
  float unlike;       ///< a face farther than this from the others' centre is another person's
  float also_common;  ///< a second face this near to the other photos is common to them as well
  float likely;       ///< faces this near to each other count as one person's when people are counted
};

const Space& space_of(EmbedderKind embedder);

/// Returns the mean of faces, brought back to the sphere where the space has one.
Embedding centre_of(std::span<const Embedding> faces, const Space& space);

}  // namespace facefs
