// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/cluster_search.h"

#include <algorithm>
#include <map>

#include "index/storage/clusters.h"
#include "index/storage/faces.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/images.h"
#include "index/upkeep/face_search.h"
#include "index/upkeep/unknown_faces.h"

namespace facefs {
namespace {

constexpr std::size_t kQuicklyGrouped = 2000;      // a whole grouping of so many takes about 20 ms
constexpr std::size_t kGroupedInSeconds = 50'000;  // a whole grouping takes ten; quadratic in their number

/// Gathers the faces that are grouped together, by number.
class Touched {
 public:
  Touched(const Snapshot& snapshot, const ScaleSample& sample) : snapshot_(snapshot), sample_(sample) {}

  /// Adds the face, if it is unknown now, and all unknown faces in the cluster that it is or was in. Returns the face;
  /// nullptr where it is not unknown.
  const UnknownFace* add_with_cluster(FaceId id) {
    if (const auto cluster = Clusters(snapshot_).former_of(id); cluster && clusters_.insert(*cluster).second)
      for (const FaceId other : Clusters(snapshot_).faces_in(*cluster)) add(other);
    return add(id);
  }

  std::vector<UnknownFace> faces() const {
    std::vector<UnknownFace> faces;
    for (const auto& [id, face] : faces_)
      if (face) faces.push_back(*face);
    return faces;
  }

 private:
  const UnknownFace* add(FaceId id) {
    const auto [at, is_new] = faces_.try_emplace(id);
    if (is_new) at->second = unknown_face(snapshot_, sample_.space(), id);
    if (is_new && at->second)
      at->second->scale = sample_.scale_of(at->second->embedding, sample_.space().own_faces_spared);
    return at->second ? &*at->second : nullptr;
  }

  const Snapshot& snapshot_;
  const ScaleSample& sample_;
  std::map<FaceId, std::optional<UnknownFace>> faces_;
  std::set<ClusterId> clusters_;
};

/// Returns the faces, unknown or not, that are within the reach of one of `faces`.
std::set<FaceId> near_any_of(const Snapshot& snapshot, const std::vector<UnknownFace>& faces, const Space& space,
                             const std::atomic<bool>& stop) {
  std::vector<NearQuery> queries;
  queries.reserve(faces.size());
  for (const UnknownFace& face : faces) queries.push_back({face.embedding, reach_of(face, space)});
  std::set<FaceId> near;
  for (const NearFace& found : faces_near(snapshot, queries, stop)) near.insert(found.id);
  return near;
}

/// Tells in which clusters there are faces that other networks have made. Who is left alone there stays: the others may
/// turn out to be the same person when their photos were read again.
class ForeignClusters {
 public:
  explicit ForeignClusters(const Snapshot& snapshot) : snapshot_(snapshot), foreign_(snapshot) {}

  std::optional<ClusterId> stays_in(FaceId face) {
    if (!foreign_.are_any_shown()) return std::nullopt;
    const auto cluster = Clusters(snapshot_).of(face);
    return cluster && is_foreign(*cluster) ? cluster : std::nullopt;
  }

 private:
  bool is_foreign(ClusterId cluster) {
    const auto [at, is_new] = known_.try_emplace(cluster);
    if (!is_new) return at->second;
    const std::vector<FaceId> faces = Clusters(snapshot_).faces_in(cluster);
    return at->second = std::any_of(faces.begin(), faces.end(), [&](FaceId id) {
             const auto face = Faces(snapshot_).find(id);
             const auto image = face ? Images(snapshot_).find(face->image) : std::nullopt;
             return image && image->photos > 0 && foreign_.is_foreign(*image);
           });
  }

  const Snapshot& snapshot_;
  const ForeignFaces foreign_;
  std::map<ClusterId, bool> known_;
};

std::optional<ClusterSearch> grouping_of(const Snapshot& snapshot, const std::vector<UnknownFace>& faces,
                                         const Space& space, const std::atomic<bool>& stop) {
  const auto numbers = numbered(faces, grouped(faces, space, stop), snapshot.counter("clusters_made") + 1);
  if (stop) return std::nullopt;
  ClusterSearch found;
  found.faces = faces.size();
  ForeignClusters foreign(snapshot);
  for (const UnknownFace& face : faces) {
    const auto number = numbers.find(face.id);
    const auto now = number == numbers.end() ? foreign.stays_in(face.id) : std::optional<ClusterId>(number->second);
    if (now) found.numbers = std::max(found.numbers, number_of(*now));
    if (now != Clusters(snapshot).of(face.id) || now != face.before) found.places.emplace_back(face.id, now);
  }
  return found;
}

}  // namespace

std::optional<ClusterSearch> regrouped(const Snapshot& snapshot, const ScaleSample& sample,
                                       const std::atomic<bool>& stop) {
  std::vector<UnknownFace> faces = unknown_faces(snapshot, sample.space());
  for (UnknownFace& face : faces) face.scale = sample.scale_of(face.embedding, sample.space().own_faces_spared);
  return grouping_of(snapshot, faces, sample.space(), stop);
}

std::optional<ClusterSearch> regrouped_around(const Snapshot& snapshot, const ScaleSample& sample,
                                              const std::set<FaceId>& changed, const std::atomic<bool>& stop) {
  Touched touched(snapshot, sample);
  std::vector<UnknownFace> unknown;
  for (const FaceId id : changed)
    if (const UnknownFace* face = touched.add_with_cluster(id)) unknown.push_back(*face);
  for (const FaceId id : near_any_of(snapshot, unknown, sample.space(), stop))
    if (unknown_face(snapshot, sample.space(), id)) touched.add_with_cluster(id);
  return grouping_of(snapshot, touched.faces(), sample.space(), stop);
}

bool is_worth_a_whole_regrouping(std::size_t changed, std::size_t faces, bool same_sample) {
  if (!same_sample && faces <= kGroupedInSeconds) return true;
  return faces < kQuicklyGrouped || changed > faces / 4;
}

}  // namespace facefs
