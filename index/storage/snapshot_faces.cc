// SPDX-License-Identifier: Apache-2.0
// Images, their faces, clusters and decisions.
#include "index/storage/snapshot.h"

#include <span>
#include <vector>

namespace facefs {

std::optional<ImageRecord> Snapshot::image(const ImageKey& key) const {
  return whole_record<ImageRecord>(tables().image, key_of(key));
}

void Snapshot::each_image(const std::function<bool(const ImageKey&, const ImageRecord&)>& visit,
                          const ImageKey& from) const {
  txn_->each(
      tables().image, {},
      [&](lmdb::Bytes key, lmdb::Bytes value) {
        return key.size() != kImageKeyBytes || visit(image_key_in(key), whole<ImageRecord>(value));
      },
      from == ImageKey{} ? std::string() : key_of(from));
}

std::vector<NumberedFace> Snapshot::faces_of(const ImageKey& key) const {
  std::vector<NumberedFace> faces;
  const auto found = image(key);
  if (!found) return faces;
  for (std::uint64_t i = 0; i < found->faces; ++i) {
    const auto id = static_cast<FaceId>(number_of(found->first_face) + i);
    if (auto known = face(id)) faces.push_back({id, *known});
  }
  return faces;
}

std::vector<PhotoId> Snapshot::photos_of(const ImageKey& key) const {
  std::vector<PhotoId> photos;
  txn_->each(tables().image, key_of(key), [&](lmdb::Bytes found, lmdb::Bytes) {
    if (found.size() > kImageKeyBytes) photos.push_back(static_cast<PhotoId>(id_in(found, kImageKeyBytes)));
    return true;
  });
  return photos;
}

std::optional<FaceRecord> Snapshot::face(FaceId id) const {
  return record<FaceRecord>(tables().face, key_of(id));
}

std::optional<Embedding> Snapshot::embedding(FaceId id) const {
  const auto code = stored_code(*txn_, tables(), id);
  if (code) return embedding_of(*code);
  // A face that had lost its codes would leave its person's folder, untold: nobody but the photo has them again.
  if (txn_->get(tables().embedding, key_of(id))) throw BadRecord("the codes of a face are damaged");
  return std::nullopt;
}

std::optional<ClusterId> Snapshot::cluster_of(FaceId id) const {
  const auto cluster = former_cluster_of(id);
  return cluster && txn_->get(tables().cluster_face, key_of(*cluster) + key_of(id)) ? cluster : std::nullopt;
}

std::optional<ClusterId> Snapshot::former_cluster_of(FaceId id) const {
  const auto bytes = txn_->get(tables().face_cluster, key_of(id));
  if (!bytes) return std::nullopt;
  return static_cast<ClusterId>(id_in(*bytes));
}

std::vector<FaceId> Snapshot::faces_in(ClusterId id) const {
  std::vector<FaceId> faces;
  txn_->each(tables().cluster_face, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes) {
    faces.push_back(static_cast<FaceId>(id_in(key, kIdBytes)));
    return true;
  });
  return faces;
}

std::vector<ClusterId> Snapshot::clusters() const {
  std::vector<ClusterId> clusters;
  const std::string kind(1, static_cast<char>(FolderKey::Kind::cluster));
  txn_->each(tables().folder_state, kind, [&](lmdb::Bytes key, lmdb::Bytes value) {
    const auto state = decoded<FolderState>(value);
    if (state && state->entries > 0) clusters.push_back(static_cast<ClusterId>(folder_key_in(key).number));
    return true;
  });
  return clusters;
}

std::vector<UnknownFace> Snapshot::unknown_faces() const {
  std::vector<UnknownFace> unknown;
  each_image([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0) return true;
    for (const NumberedFace& face : faces_of(key))
      if (auto known = unknown_face(face)) unknown.push_back(*known);
    return true;
  });
  return unknown;
}

std::optional<UnknownFace> Snapshot::unknown_face(FaceId id) const {
  const auto record = face(id);
  const auto seen = record ? image(record->image) : std::nullopt;
  return seen && seen->photos > 0 ? unknown_face(NumberedFace{id, *record}) : std::nullopt;
}

std::optional<UnknownFace> Snapshot::unknown_face(const NumberedFace& face) const {
  if (!face.record.is_unknown() || face.record.box.side() < kLeastSideCertain) return std::nullopt;
  const auto known = embedding(face.id);
  if (!known) return std::nullopt;
  return UnknownFace{face.id, *known, 0, former_cluster_of(face.id)};
}

void Snapshot::each_code_slice(const std::function<bool(FaceId, const CodeSlice&)>& visit) const {
  txn_->each(tables().code, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    std::uint64_t number = id_in(key);
    for (const CodeSlice& slice : slices_in(value))
      if (!visit(CodePlace::first_of(number++), slice)) return false;
    return true;
  });
}

Reaches Snapshot::reaches_from(FaceId first) const {
  return stored_reaches(*txn_, tables(), CodePlace(first).slice);
}

float Snapshot::reach_of(FaceId id) const {
  return stored_reach(*txn_, tables(), id);
}

float Snapshot::scale_of(FaceId id) const {
  return stored_scale(*txn_, tables(), id);
}

void Snapshot::each_face(FaceId from, const std::function<bool(FaceId, const FaceRecord&)>& visit) const {
  txn_->each(
      tables().face, {},
      [&](lmdb::Bytes key, lmdb::Bytes value) {
        const auto known = decoded<FaceRecord>(value);
        return !known || visit(static_cast<FaceId>(id_in(key)), *known);
      },
      key_of(from));
}

std::vector<DecisionRecord> Snapshot::decisions_of(const ImageKey& key) const {
  std::vector<DecisionRecord> decisions;
  txn_->each(tables().decision, key_of(key), [&](lmdb::Bytes, lmdb::Bytes value) {
    if (const auto decision = decoded<DecisionRecord>(value)) decisions.push_back(*decision);
    return true;
  });
  return decisions;
}

std::vector<Box> Snapshot::erased_boxes_of(const ImageKey& key) const {
  std::vector<Box> boxes;
  for (const DecisionRecord& decision : decisions_of(key))
    if (decision.verb == DecisionRecord::Verb::erase) boxes.push_back(decision.box);
  return boxes;
}

DecidedPhoto Snapshot::decided_of(const ImageKey& key, std::span<const NumberedFace> faces) const {
  std::vector<Box> boxes;
  for (const NumberedFace& face : faces) boxes.push_back(face.record.box);
  return decided(decisions_of(key), boxes, [this](PersonId person) { return resolved(person); });
}

void Snapshot::each_decision(
    const std::function<void(const ImageKey&, std::uint64_t, const DecisionRecord&)>& visit) const {
  txn_->each(tables().decision, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (const auto decision = decoded<DecisionRecord>(value))
      visit(image_key_in(key), id_in(key, kImageKeyBytes), *decision);
    return true;
  });
}

}  // namespace facefs
