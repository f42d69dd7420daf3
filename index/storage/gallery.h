// SPDX-License-Identifier: Apache-2.0
// The gallery: an LMDB environment with everything derived and the current state. Losing it loses no decision.
//
// Opened once a process. Snapshots may be taken on any thread; one Update at a time, on the writer's thread. `rebuild`
// exchanges the environment while snapshots are open: they keep the old one until they are let go. Then the old files
// are overwritten and removed.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "index/storage/lmdb.h"
#include "index/storage/resident_pages.h"
#include "index/storage/tables.h"
#include "system/guarded.h"

namespace facefs {

/// An open environment with its tables.
class Store {
 public:
  explicit Store(const std::filesystem::path& folder);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const lmdb::Environment& environment() const { return *environment_; }
  const Tables& tables() const { return *tables_; }
  /// Returns a number that no other Store of this process has.
  std::uint64_t id() const { return id_; }
  /// Has the files overwritten and removed when the last holder lets go. `moved_to` is where they are then.
  void erase_when_done(const std::filesystem::path& moved_to) { erase_ = moved_to; }

 private:
  std::uint64_t id_;
  std::unique_ptr<lmdb::Environment> environment_;
  std::unique_ptr<Tables> tables_;
  std::filesystem::path erase_;
};

class Gallery {
 public:
  static constexpr std::uint64_t kSchema = 9;

  /// Opens the gallery in `folder`, the data folder's gallery/, or makes it. `roots` are the watched roots in the
  /// configuration's order: of several paths of one photo the first in that order is shown. A gallery of schema 8 is
  /// kept, and takes in the log anew. An older one is begun anew, except for its faces. One that is so damaged that
  /// LMDB cannot open it is begun from nothing. Throws with a sentence when a newer facefs made it.
  Gallery(std::filesystem::path folder, std::vector<std::string> roots);

  std::shared_ptr<Store> store() const;
  /// Lets go of the map's pages when there are many (index/storage/resident_pages.h). Each snapshot does so, too.
  void look_after_pages() const;
  const std::vector<std::string>& roots() const { return roots_; }
  /// Returns how often the environment was exchanged. What was read before an exchange says nothing of the new one.
  std::uint64_t generation() const { return generation_; }

  /// Tells whether this process began the gallery anew, with or without its faces. It then knows no folder of photos
  /// until they are read again.
  bool was_begun_anew() const { return was_begun_anew_; }

  /// Copies every record into a new environment and exchanges the two. No byte of the new one holds what had been
  /// deleted. (LMDB's own compaction keeps such bytes; docs/gallery-format.md.) No Update may be open.
  void rebuild();

  /// Keeps `highest` in a file beside the gallery's folder. No cluster gets a number up to that one again, not even in
  /// a gallery that is made from nothing. So a number never changes its meaning.
  void keep_cluster_numbers(std::uint64_t highest);

  /// Throws the environment away and begins an empty one. No Update may be open.
  void begin_anew();

  /// Begins a new environment with what was costly: the undamaged faces of photos with their embeddings. A photo that
  /// is read again then finds its image known, and is not embedded again. The new environment is empty where the faces
  /// cannot be read either. No Update may be open.
  void begin_anew_with_faces();

 private:
  std::filesystem::path numbers_file() const;
  std::uint64_t kept_cluster_numbers() const;
  std::filesystem::path create() const;
  void begin() const;
  std::shared_ptr<Store> open_or_begin_anew();
  void exchange(const std::filesystem::path& fresh);
  std::uint64_t schema() const;
  void take_in_log_anew();
  void bring_up_to_date();

  std::filesystem::path folder_;
  std::vector<std::string> roots_;
  Guarded<std::shared_ptr<Store>> store_;
  mutable ResidentPages pages_;
  std::atomic<std::uint64_t> generation_ = 0;
  std::atomic<bool> was_begun_anew_ = false;
};

}  // namespace facefs
