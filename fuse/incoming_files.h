// SPDX-License-Identifier: Apache-2.0
// Files that are being copied into people/<name>/: each is a node of its own until five seconds after its last
// operation, because copiers set times, modes and owners after they have closed it; a new content until a watched
// folder holds it.
//
// The bytes are a real file from the first one on, in references/<person>/.incoming/, under a name that tells nothing
// (index/values/reference_file.h). When it is closed, a content that the gallery knows becomes a decision and its bytes
// are dropped; any other one is named in decisions.log, so that it is there after a kill, and becomes a reference when
// its last writer has gone. Then its first link stays behind: the mark that it is shown in people/, too. A mark that is
// renamed gets a name of its own in the log. Thread-safe; the mutex is held for map operations alone.
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
    ReferencePlace place;                       ///< the person's folder, and the name given there
    std::string stored;                         ///< the mark's name on the disk
    std::optional<PhotoId> photo{};             ///< what it became
    std::optional<ReferencePlace> reference{};  ///< or what it is, or is to be, in enroll/
    bool is_reference = false;                  ///< it is there
    std::uint64_t maker = 0;                    ///< the process that made it
    std::uint32_t writers = 0;
    Clock::time_point last{};
  };

  explicit IncomingFiles(EnrollFiles& references) : references_(references) {}

  std::filesystem::path folder_of(PersonId person) const;
  /// Where it is copied to, and where its mark stands when it became a reference.
  std::filesystem::path mark_of(const File& file) const { return folder_of(file.place.person) / file.stored; }
  /// Where its bytes are, until it became a photo.
  std::filesystem::path path_of(const File& file) const;
  /// Puts it among the person's references; where two links cannot be made, the mark moves.
  bool link_reference(const File& file) const;
  /// What an earlier facefs left in that person's folder is shown again; what it could not finish becomes a reference,
  /// and what was never closed is erased.
  void take_up(PersonId person, const std::map<std::string, std::string>& name_of_file);

  /// The caller makes the file at its `mark_of`.
  std::pair<Inode, File> add(const ReferencePlace& place, std::uint64_t maker = 0);
  std::optional<File> at(Inode inode) const;
  std::optional<Inode> named(PersonId person, std::string_view name) const;
  std::vector<Inode> in(PersonId person) const;

  void touch(Inode inode);
  void writer_came(Inode inode);
  /// True when it was the last one.
  bool writer_left(Inode inode);
  /// Shown under that name; on the disk the mark has that one now.
  void renamed(Inode inode, const std::string& name, const std::string& stored);
  void became_photo(Inode inode, PhotoId photo);
  /// What it is, or is to be, called in enroll/.
  void set_reference(Inode inode, const std::optional<ReferencePlace>& reference);
  void became_reference(Inode inode);
  void remove(Inode inode);

  /// Whether that photo came in by a copy just now: then its attributes may still be "set".
  bool has_just_come(PhotoId photo) const;

  /// Takes out those that have been quiet for long enough, and those that were given up, but for what `is_kept`.
  std::vector<File> take_expired(const std::function<bool(const File&)>& is_kept, Clock::time_point now = Clock::now());
  bool is_empty() const;
  /// Some must be looked at again even if nothing happens.
  bool has_fresh(Clock::time_point now = Clock::now()) const;

 private:
  std::pair<Inode, File> add(const ReferencePlace& place, const std::string& stored, std::uint64_t maker);
  void take_up(const ReferencePlace& named, const std::string& stored);
  std::optional<ReferencePlace> reference_of(PersonId person, const std::filesystem::path& mark) const;

  EnrollFiles& references_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, File> files_;
  std::uint64_t next_ = 1;
};

}  // namespace facefs
