// SPDX-License-Identifier: Apache-2.0
// One moment of the gallery: a read transaction with typed questions.
//
// Cheap to take (under a microsecond) and to be held for a moment only, because it keeps the pages of that moment. Any
// thread; one thread at a time. A damaged record of a photo, an image or a person throws BadRecord; any other one
// counts as absent and is made again when what it is made from is next looked at.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "index/faces/clustering.h"
#include "index/faces/decided.h"
#include "index/faces/matcher.h"
#include "index/storage/gallery.h"
#include "index/storage/stored_faces.h"
#include "index/values/record_codec.h"
#include "index/values/records.h"

namespace facefs {

/// A face with its number.
struct NumberedFace {
  FaceId id{};
  FaceRecord record;
};

struct Person {
  PersonId id = kNobody;
  PersonRecord record;
};

struct Reference {
  std::string file;
  ReferenceRecord record;
};

struct Listed {
  PhotoId id = kNoPhoto;
  PhotoRecord record;
  std::uint32_t folders = 0;  ///< that show it: its hard links
};

/// One visible difference of the tree.
struct Change {
  enum class Kind : std::uint8_t { appeared, left, altered };  ///< altered: a photo's attributes
  Kind kind = Kind::appeared;
  FolderKey folder;
  std::string name;
  PhotoId photo = kNoPhoto;
  PersonId person = kNobody;  ///< whose folder or link it is
};

class Snapshot {
 public:
  explicit Snapshot(const Gallery& gallery);
  virtual ~Snapshot() = default;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  /// Two snapshots of one moment see the same.
  struct Moment {
    std::uint64_t store = 0;
    std::size_t commit = 0;
    bool operator==(const Moment&) const = default;
  };
  Moment moment() const { return {store_->number(), txn_->number()}; }

  std::uint64_t number(std::string_view name) const;  ///< a counter; 0 where it was never set
  std::string text(std::string_view name) const;
  /// Tables have as many entries as was counted when they were made; BadRecord where they have not. At no cost.
  void check_counts() const;

  std::optional<PhotoRecord> photo(PhotoId id) const;
  PhotoRecord listed_photo(PhotoId id) const;  ///< of a number that another table holds: BadRecord where there is none
  std::optional<Listed> with_folders(PhotoId id) const;  ///< also of one that is not listed
  Listed listed(PhotoId id) const;                       ///< likewise
  std::optional<PhotoId> photo_with(const ContentHash& content) const;
  /// Whether there is one, also where its record is damaged: whoever then works with it meets the damage.
  bool knows(const ContentHash& content) const;
  std::optional<PhotoId> photo_named(std::string_view display_name) const;
  std::vector<FilePlace> places_of(PhotoId id) const;
  /// Of each folder that holds the photo the place that comes first by its name: not read one by one, as a folder may
  /// hold thousands.
  std::vector<FilePlace> first_places_of(PhotoId id) const;
  std::set<FolderKey> folders_of(PhotoId id) const;

  std::optional<PathRecord> path(const FilePlace& place) const;
  void each_path_in(FolderId folder, const std::function<void(const std::string&, const PathRecord&)>& visit) const;
  std::optional<FolderId> folder_at(std::string_view path) const;
  std::string folder_path(FolderId folder) const;
  std::string path_of(const FilePlace& place) const;
  void each_folder(const std::function<void(FolderId, std::string_view)>& visit) const;
  std::optional<Unreadable> failure(const FilePlace& place) const;
  std::uint64_t failures() const;  ///< how many `each_failure` visits
  void each_failure(const std::function<void(const FilePlace&, const Unreadable&)>& visit) const;

  std::optional<ImageRecord> image(const ImageKey& key) const;
  void each_image(const std::function<bool(const ImageKey&, const ImageRecord&)>& visit,
                  const ImageKey& from = {}) const;
  std::vector<NumberedFace> faces_of(const ImageKey& key) const;
  std::vector<PhotoId> photos_of(const ImageKey& key) const;
  std::optional<FaceRecord> face(FaceId id) const;
  std::optional<Embedding> embedding(FaceId id) const;          ///< BadRecord where it has one that is damaged
  std::optional<ClusterId> cluster_of(FaceId id) const;         ///< of several faces; nothing for one that stands alone
  std::optional<ClusterId> former_cluster_of(FaceId id) const;  ///< also of one that was named since
  std::vector<FaceId> faces_in(ClusterId id) const;
  std::vector<ClusterId> clusters() const;
  /// Those which nobody knows and which are large enough to be told apart, in photos that have a path. Without scales:
  /// grouping has its own (index/faces/clustering.h).
  std::vector<UnknownFace> unknown_faces() const;
  std::optional<UnknownFace> unknown_face(FaceId id) const;  ///< one of those
  /// In the order of their faces' numbers, until `visit` answers false; `first` is the number of a slice's first face.
  void each_code_slice(const std::function<bool(FaceId first, const CodeSlice&)>& visit) const;
  Reaches reaches_from(FaceId first) const;  ///< of that slice
  float reach_of(FaceId id) const;           ///< infinite where nothing is known of it
  float scale_of(FaceId id) const;
  /// From that number on, until `visit` answers false.
  void each_face(FaceId from, const std::function<bool(FaceId, const FaceRecord&)>& visit) const;
  std::vector<DecisionRecord> decisions_of(const ImageKey& key) const;
  std::vector<Box> erased_boxes_of(const ImageKey& key) const;  ///< faces that are to have no embedding
  /// What they come to, for these faces of that image.
  DecidedPhoto decided_of(const ImageKey& key, std::span<const NumberedFace> faces) const;
  void each_decision(const std::function<void(const ImageKey&, std::uint64_t seq, const DecisionRecord&)>& visit) const;

  bool shows(const FolderKey& folder, PhotoId photo) const;
  std::vector<Listed> photos_in(const FolderKey& folder) const;
  std::vector<PhotoId> photo_ids_in(const FolderKey& folder) const;  ///< ascending
  FolderState state_of(const FolderKey& folder) const;
  /// Every entry of the tree, as having left it. What is damaged is passed over.
  std::vector<Change> everything() const;

  std::vector<Person> people() const;
  std::optional<PersonRecord> person(PersonId id) const;
  PersonRecord listed_person(PersonId id) const;                      ///< likewise
  std::optional<PersonId> person_named(std::string_view name) const;  ///< or who has it in another case or form
  std::optional<Person> person_spelled(std::string_view name) const;  ///< exactly so, in either Unicode form
  bool is_shown(PersonId id) const;      ///< has a reference or a photo, and is neither hidden nor merged into another
  PersonId resolved(PersonId id) const;  ///< whom that one counts for: another where they were merged, or nobody
  std::vector<PersonId> all_who_are(PersonId id) const;  ///< the person and everybody who was merged into that one
  std::map<std::string, std::string> pins() const;       ///< name -> query
  std::optional<std::string> pin(std::string_view name) const;
  std::vector<Reference> references_of(PersonId id) const;
  std::optional<ReferenceRecord> reference(PersonId id, std::string_view file) const;
  /// By their names on the disk.
  std::map<std::string, ReferenceFileRecord> reference_files_of(PersonId id) const;
  std::optional<ReferenceFileRecord> reference_file(PersonId id, std::string_view file) const;
  std::optional<ReferenceReading> reading(const ContentHash& content) const;
  std::optional<Embedding> face_of(const ReferenceRecord& reference) const;  ///< where it teaches
  std::vector<Embedding> reference_faces_of(PersonId id) const;              ///< of the references that teach
  /// People with a reference that teaches, or a face the user named; one for each of those who were merged.
  std::vector<PersonModel> person_models() const;
  std::vector<Elder> elders() const;  ///< who has one (index/faces/elders.h)

 protected:
  Snapshot(const Gallery& gallery, std::shared_ptr<Store> store, std::unique_ptr<lmdb::ReadTxn> txn);
  const lmdb::ReadTxn& txn() const { return *txn_; }
  const Tables& tables() const { return store_->tables(); }
  const Gallery& gallery() const { return gallery_; }

 private:
  template <typename Record>
  std::optional<Record> record(lmdb::Table table, std::string_view key) const;
  template <typename Record>
  std::optional<Record> whole_record(lmdb::Table table, std::string_view key) const;
  template <typename Record>
  static Record whole(lmdb::Bytes bytes);
  std::map<PersonId, std::vector<Embedding>> faces_named_by_user() const;
  std::optional<UnknownFace> unknown_face(const NumberedFace& face) const;

  const Gallery& gallery_;
  std::shared_ptr<Store> store_;
  std::unique_ptr<lmdb::ReadTxn> txn_;
};

template <typename Record>
std::optional<Record> Snapshot::record(lmdb::Table table, std::string_view key) const {
  const auto bytes = txn_->get(table, key);
  return bytes ? decoded<Record>(*bytes) : std::nullopt;
}

template <typename Record>
std::optional<Record> Snapshot::whole_record(lmdb::Table table, std::string_view key) const {
  const auto bytes = txn_->get(table, key);
  return bytes ? std::optional<Record>(whole<Record>(*bytes)) : std::nullopt;
}

template <typename Record>
Record Snapshot::whole(lmdb::Bytes bytes) {
  if (auto record = decoded<Record>(bytes)) return std::move(*record);
  throw BadRecord("a record of the gallery is damaged");
}

}  // namespace facefs
