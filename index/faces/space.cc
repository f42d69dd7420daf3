// SPDX-License-Identifier: Apache-2.0
#include "index/faces/space.h"

#include <limits>

namespace facefs {
namespace {

constexpr Space kDlib = {
    .embedder = EmbedderKind::dlib,
    .radius = 0,
    .certain = 0.52F,
    .maybe = 0.60F,
    .certain_at = {0.80F, -0.04F},
    .maybe_at = {0.88F, 0},
    .certain_less_of_many = 0,
    .certain_without_scale = 0.45F,
    .maybe_without_scale = 0.55F,
    .clearly_nearer = 0.85F,
    .clearly_nearer_than_later = 0.85F,
    .nearer = 0.95F,
    .side_matched = 20,
    .side_certain = 32,
    .side_taught = 40,
    .score_taught = 0,
    .same_group = 0.40F,
    .most_of_a_group = 4,
    .least_faces = 40,
    .least_groups = 8,
    .references_tie = true,
    .one_person = 0.74F,
    .one_person_least = 0,
    .one_person_most = std::numeric_limits<float>::max(),
    .one_person_without_scale = 0.45F,
    .own_faces_spared = 8,
    .unlike = 0.60F,
    .also_common = 0.55F,
    .likely = 0.50F,
};

/// SFace's own distances are those of the unit sphere; these are in parts of it.
constexpr float on_sphere(float distance) {
  return distance * kSfaceRadius;
}

constexpr Space kSface = {
    .embedder = EmbedderKind::sface,
    .radius = kSfaceRadius,
    .certain = on_sphere(1.08F),
    .maybe = on_sphere(1.12F),
    .certain_at = {0.91F, on_sphere(-0.08F)},
    .maybe_at = {0.88F, 0},
    .certain_less_of_many = 0.034F,
    .certain_without_scale = on_sphere(0.90F),
    .maybe_without_scale = on_sphere(1.04F),
    .clearly_nearer = 0.85F,
    .clearly_nearer_than_later = 1,
    .nearer = 0.95F,
    .side_matched = 20,
    .side_certain = 24,
    .side_taught = 40,
    .score_taught = 0.85F,
    .same_group = on_sphere(0.80F),
    .most_of_a_group = 4,
    .least_faces = 40,
    .least_groups = 8,
    .references_tie = false,
    .one_person = 0.82F,
    .one_person_least = on_sphere(0.94F),
    .one_person_most = on_sphere(1.05F),
    .one_person_without_scale = on_sphere(0.94F),
    .own_faces_spared = 8,
    .unlike = on_sphere(1.05F),
    .also_common = on_sphere(1.04F),
    .likely = on_sphere(1.00F),
};

}  // namespace

const Space& space_of(EmbedderKind embedder) {
  return embedder == EmbedderKind::sface ? kSface : kDlib;
}

Embedding centre_of(std::span<const Embedding> faces, const Space& space) {
  Embedding centre;
  for (const Embedding& face : faces)
    for (std::size_t i = 0; i < Embedding::kSize; ++i) centre.values[i] += face.values[i];
  for (float& value : centre.values) value /= static_cast<float>(faces.size());
  return space.radius == 0 ? centre : with_length(centre, space.radius);
}

}  // namespace facefs
