// SPDX-License-Identifier: Apache-2.0
// Files that are being copied into people/<name>/. Each is a node of its own until five seconds after its last
// operation, because copiers set times, modes and owners after they have closed it. A new content stays one until a
// watched folder holds it.
//
// The bytes are a real file from the first one on, in references/<person>/.incoming/, under a name that tells nothing
// (index/values/reference_file.h). When the file is closed, a content that the gallery knows becomes a decision, and
// its bytes are dropped. Any other content is named in decisions.log, so that it is there after a kill. It becomes a
// reference when its last writer has gone. Then its first link stays behind as a mark: the file is shown in people/,
// too. A mark that is renamed gets a name of its own in the log. Thread-safe; the mutex is held for map operations
// alone.
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
    std::optional<PhotoId> photo{};             ///< the gallery's photo that it became
    std::optional<ReferencePlace> reference{};  ///< or its place in enroll/, present or reserved
    bool is_reference = false;                  ///< it is in enroll/
    std::uint64_t maker = 0;                    ///< the process that made it
    std::uint32_t writers = 0;
    Clock::time_point last{};
  };

  explicit IncomingFiles(EnrollFiles& references) : references_(references) {}

  std::filesystem::path folder_of(PersonId person) const;
  /// Returns the path that the file is copied to. Its mark stays there when it has become a reference.
  std::filesystem::path mark_of(const File& file) const { return folder_of(file.place.person) / file.stored; }
  /// Returns where the bytes are, as long as the file has not become a photo.
  std::filesystem::path path_of(const File& file) const;
  /// Links the file into the person's references, or moves the mark there where a second link cannot be made. Returns
  /// false where neither can be done.
  bool link_reference(const File& file) const;
  /// Shows again what an earlier facefs left in that person's folder. A file that it could not finish becomes a
  /// reference; one that was never closed is erased.
  void take_up(PersonId person, const std::map<std::string, std::string>& name_of_file);

  /// Adds a file and returns it with its inode. The caller makes it on the disk, at `mark_of`.
  std::pair<Inode, File> add(const ReferencePlace& place, std::uint64_t maker = 0);
  std::optional<File> at(Inode inode) const;
  std::optional<Inode> named(PersonId person, std::string_view name) const;
  std::vector<Inode> in(PersonId person) const;

  void touch(Inode inode);
  void writer_came(Inode inode);
  /// Returns true when it was the last writer.
  bool writer_left(Inode inode);
  /// Notes the file's new name, and the name that its mark now has on the disk.
  void renamed(Inode inode, const std::string& name, const std::string& stored);
  void became_photo(Inode inode, PhotoId photo);
  /// Sets the place in enroll/ that the file has or will have; std::nullopt takes it away.
  void set_reference(Inode inode, const std::optional<ReferencePlace>& reference);
  void became_reference(Inode inode);
  void remove(Inode inode);

  /// Tells whether the photo was copied in just now: then its attributes may still be "set".
  bool has_just_come(PhotoId photo) const;

  /// Takes out the files that have been quiet for long enough, and those that were given up, except where `is_kept` is
  /// true. Returns them.
  std::vector<File> take_expired(const std::function<bool(const File&)>& is_kept, Clock::time_point now = Clock::now());
  bool is_empty() const;
  /// Tells whether a file must be looked at again even if nothing happens.
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
