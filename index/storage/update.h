// SPDX-License-Identifier: Apache-2.0
// A change of the gallery: a write transaction with typed acts. Aborted unless committed.
//
// The writer's thread alone. It sees its own changes, keeps every table in step with the others, and remembers what
// became different in the tree (`changes`), so that the kernel's cached entries can be told.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "index/storage/snapshot.h"
#include "models/face.h"

namespace facefs {

/// What the vision worker found in one content.
struct NewFaces {
  ImageKey image;
  bool truncated = false;
  std::string models;
  std::vector<Face> faces;
  bool known = false;      ///< the image was in the gallery when it was read, so its faces were not made again
  std::int64_t taken = 0;  ///< PhotoRecord has it
  std::string damage{};    ///< of a truncated one: the sentence that says which rows are missing
};

class Update final : public Snapshot {
 public:
  explicit Update(const Gallery& gallery);
  void commit();
  const std::vector<Change>& changes() const { return changes_; }

  void set_number(std::string_view name, std::uint64_t value);
  void set_text(std::string_view name, std::string_view value);

  // Photos and their paths (index/storage/update_photos.cc)

  FolderId folder_for(std::string_view path);
  /// The photo of that content, made new where there is none yet: from the worker's faces, or the reason why not.
  PhotoId add_photo(const ContentHash& content, const NewFaces& found);
  PhotoId add_photo(const ContentHash& content, const Unreadable& failure);
  /// That file holds that photo now.
  void set_path(const FilePlace& place, const FileStamp& stamp, PhotoId photo);
  /// That file cannot be read; it is not tried again before it changes.
  void fail_path(const FilePlace& place, const FileStamp& stamp, const Unreadable& failure);
  /// Files that could not be read for that reason are read again: they no longer count as seen.
  void forget_failures(Reason reason);
  void remove_path(const FilePlace& place);
  void remove_folder(FolderId folder);

  // Matches (index/upkeep/matching.cc decides them)

  void set_face(FaceId id, const FaceRecord& record);
  /// How far away a person may be and still have a say in who the face is, and the scale behind it.
  void set_reach(FaceId id, float reach, float scale);
  void erase_embedding(FaceId id);
  /// Embeddings of faces that are to have none (a crash came in between); how many there were.
  std::size_t erase_what_was_said();
  /// Puts the photo into exactly these folders.
  void set_folders(PhotoId photo, const std::set<FolderKey>& wanted);

  // Clusters of unknown faces (index/storage/update_clusters.cc)

  /// The face is in that cluster and in no other, or in none.
  void set_cluster(FaceId id, std::optional<ClusterId> cluster);
  void leave_cluster(FaceId id);
  /// Faces that became unknown or ceased to be: what is around them is to be grouped again.
  const std::set<FaceId>& unknown_changed() const { return unknown_changed_; }

  // People and their references (index/storage/update_people.cc)

  void add_person(PersonId id, const PersonRecord& record);
  void rename_person(PersonId id, const std::string& name);
  void change_person(PersonId id, const std::function<void(PersonRecord&)>& change);
  void mark_logged(PersonId id);
  /// The person, the references with their embeddings, decisions and matches; the faces become nobody's.
  void erase_person(PersonId id);
  /// Everybody is found by name again, where a crash of an earlier facefs has left somebody without.
  void mend_names();
  void put_reference(PersonId id, const std::string& file, const ReferenceRecord& record);
  void erase_reference(PersonId id, const std::string& file);
  void put_reference_file(PersonId id, const std::string& file, const ReferenceFileRecord& record);
  void erase_reference_file(PersonId id, const std::string& file);
  void put_reading(const ContentHash& content, const ReferenceReading& reading);
  void add_decision(const ImageKey& image, std::uint64_t seq, const DecisionRecord& record);
  void erase_decision(const ImageKey& image, std::uint64_t seq);
  /// Images of which something else is said than before: they are to be matched before the commit.
  const std::set<ImageKey>& decided() const { return decided_; }
  /// Somebody's references are others than before: whom that concerns is to be matched again.
  bool people_changed() const { return people_changed_; }

  void put_pin(const std::string& name, const std::string& query);
  void erase_pin(const std::string& name);

 private:
  Update(const Gallery& gallery, const std::shared_ptr<Store>& store);
  lmdb::WriteTxn& write() { return write_; }
  template <typename Record>
  void put(lmdb::Table table, const std::string& key, const Record& record) {
    write_.put(table, key, encoded(record));
  }
  void add_to_number(std::string_view name, std::int64_t difference);
  void note(Change::Kind kind, const FolderKey& folder, const std::string& name, PhotoId photo = kNoPhoto);
  void note(Change::Kind kind, const FolderKey& folder, const std::string& name, PersonId person);
  void touch(const FolderKey& folder, int entries);
  PhotoId free_id_for(const ContentHash& content) const;
  PhotoId link_content(PhotoRecord record);
  void add_faces(const NewFaces& found);
  void detach(const FilePlace& place);
  void show_best(PhotoId id, PhotoRecord& record, const FilePlace& place);
  void show_at(PhotoId id, PhotoRecord& record, const FilePlace& place);
  void hide(PhotoId id, PhotoRecord& record);
  void rename_photo(PhotoId id, PhotoRecord& record, const std::string& basename);
  void count_visible(const PhotoRecord& record, int difference);
  FilePlace best_of(const std::vector<FilePlace>& places) const;
  void put_into(const FolderKey& folder, PhotoId id, const std::string& name);
  void take_from(const FolderKey& folder, PhotoId id, const std::string& name);
  void note_cluster(const FolderKey& folder, bool appeared);
  void set_cluster_time(const FolderKey& folder, std::uint64_t came, std::uint64_t went);
  void note_if_shown_otherwise(PersonId id, bool was_shown);
  void note_shown(Change::Kind kind, PersonId id, const std::string& name);
  void give_name(PersonId id, const std::string& name);
  void move_name(PersonId id, const std::string& from, const std::string& to, bool was_shown);
  void note_decided(const ImageKey& image, const DecisionRecord& record);
  void note_decisions_through(PersonId id);
  bool counts_through(PersonId person, PersonId other) const;
  void erase_below(lmdb::Table table, const std::string& prefix);
  void empty_folders_of(PersonId id);
  void erase_decisions_about(PersonId id);
  void erase_unused_reading(const ContentHash& content);

  lmdb::WriteTxn& write_;
  std::vector<Change> changes_;
  std::set<ImageKey> decided_;
  bool people_changed_ = false;
  std::set<FaceId> unknown_changed_;
};

}  // namespace facefs
