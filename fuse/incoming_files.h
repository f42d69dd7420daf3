// SPDX-License-Identifier: Apache-2.0
// Files that are being copied into people/<name>/: each is a node of its own until five seconds after its last
// operation, because copiers set times, modes and owners after they have closed it; a new content until a watched
// folder holds it.
//
// The bytes are a real file from the first one on, in references/<person>/.incoming/, so that what was closed is there
// after a kill. When it is closed, a content that the gallery knows becomes a decision and its bytes are dropped; any
// other one becomes a reference. Then its first name stays behind as a second link of that file: the mark that it is
// shown in people/, too. Thread-safe; the mutex is held for map operations alone.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuse/enroll_files.h"
#include "fuse/inode.h"

namespace facefs {

class IncomingFiles {
 public:
  using Clock = std::chrono::steady_clock;

  struct File {
    ReferencePlace place;            ///< the person's folder, and the name given there
    std::filesystem::path path;      ///< its bytes, until it became a photo
    std::optional<PhotoId> photo{};  ///< what it became
    bool is_reference = false;       ///< or it became that
    std::uint32_t writers = 0;
    Clock::time_point last{};
  };

  explicit IncomingFiles(const EnrollFiles& references) : references_(references) {}

  std::filesystem::path folder_of(PersonId person) const;
  /// Where it is copied to, and where its mark stands when it became a reference.
  std::filesystem::path mark_of(const ReferencePlace& place) const { return folder_of(place.person) / place.file; }
  /// Makes the reference of it; where two links cannot be made, the mark moves.
  static bool link_reference(const std::filesystem::path& mark, const std::filesystem::path& reference);
  /// What an earlier facefs left in that person's folder is shown again; what it could not finish becomes a reference.
  void take_up(PersonId person);

  /// The number and where its bytes go; the caller makes the file.
  std::pair<Inode, std::filesystem::path> add(const ReferencePlace& place);
  std::optional<File> at(Inode inode) const;
  std::optional<Inode> named(PersonId person, std::string_view name) const;
  std::vector<Inode> in(PersonId person) const;

  void touch(Inode inode);
  void writer_came(Inode inode);
  /// True when it was the last one.
  bool writer_left(Inode inode);
  void renamed(Inode inode, const std::string& name, const std::filesystem::path& path);
  void became_photo(Inode inode, PhotoId photo);
  void became_reference(Inode inode, const std::filesystem::path& path);
  void remove(Inode inode);

  /// Whether that photo came in by a copy just now: then its attributes may still be "set".
  bool has_just_come(PhotoId photo) const;

  /// Takes out those that have been quiet for long enough, and those that were given up, but for what `is_kept`.
  std::vector<File> take_expired(const std::function<bool(const File&)>& is_kept, Clock::time_point now = Clock::now());
  bool is_empty() const;
  /// Some must be looked at again even if nothing happens.
  bool has_fresh(Clock::time_point now = Clock::now()) const;

 private:
  void take_up(PersonId person, const std::filesystem::path& mark);

  const EnrollFiles& references_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, File> files_;
  std::uint64_t next_ = 1;
};

}  // namespace facefs
