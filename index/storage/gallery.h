// SPDX-License-Identifier: Apache-2.0
// The gallery: an LMDB environment with everything derived and the current state. Losing it loses no decision.
//
// Opened once a process. Snapshots may be taken on any thread; one Update at a time, on the writer's thread. `rebuild`
// exchanges the environment below everybody's feet: whoever holds a snapshot keeps the old one until it lets go, then
// the old files are overwritten and removed.
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
  /// Differs from that of every other one which this process has opened.
  std::uint64_t id() const { return id_; }
  /// When the last holder lets go: overwrite and remove the files, wherever they were moved to.
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

  /// `folder` is the data folder's gallery/. `roots` are the watched roots in the configuration's order: of several
  /// paths of one photo the first in that order is shown. One of an older schema is begun anew, but for its faces; so
  /// is one that LMDB cannot open. Throws with a sentence when a newer facefs made it.
  Gallery(std::filesystem::path folder, std::vector<std::string> roots);

  std::shared_ptr<Store> store() const;
  /// Lets go of the map's pages when they are many (index/storage/resident_pages.h). Each snapshot does so, too.
  void look_after_pages() const;
  const std::vector<std::string>& roots() const { return roots_; }
  /// How often the environment was exchanged: what was read of an earlier one says nothing of this one.
  std::uint64_t generation() const { return generation_; }

  /// Copies every record into a new environment and exchanges the two: what had been deleted is in no byte of the new
  /// one (LMDB's own compaction keeps such bytes; docs/gallery-format.md). With no Update open.
  void rebuild();

  /// No cluster gets a number up to that one again, not even in a gallery that is made from nothing: what a number once
  /// meant it never means otherwise. Kept beside the gallery's folder.
  void keep_cluster_numbers(std::uint64_t highest);

  /// Throws the environment away and begins an empty one. With no Update open.
  void begin_anew();

  /// The same, but takes over what was costly: the faces of photos with their embeddings, as far as they are undamaged.
  /// A photo that is read again then finds its image known, and is not embedded again. Where the faces cannot be read
  /// either, the new one is empty. With no Update open.
  void begin_anew_with_faces();

 private:
  std::filesystem::path numbers_file() const;
  std::uint64_t kept_cluster_numbers() const;
  std::filesystem::path create() const;
  void begin() const;
  std::shared_ptr<Store> open_or_begin_anew() const;
  void exchange(const std::filesystem::path& fresh);
  std::uint64_t schema() const;
  void take_in_log_anew();
  void bring_up_to_date();

  std::filesystem::path folder_;
  std::vector<std::string> roots_;
  Guarded<std::shared_ptr<Store>> store_;
  mutable ResidentPages pages_;
  std::atomic<std::uint64_t> generation_ = 0;
};

}  // namespace facefs
