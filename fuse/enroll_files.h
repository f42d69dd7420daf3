// SPDX-License-Identifier: Apache-2.0
// The files behind enroll/. A reference photo is a real file in the data folder from its first byte, under a name that
// tells nothing (index/values/reference_file.h). The user's name for it is in decisions.log from the first close on.
//
// A reference's inode number is that of the file behind it, and stays through a rename. The kernel speaks of files by
// number. So this table keeps, for each number that the kernel knows, where the file is now. It also keeps how often
// the kernel was told of it, and how many handles have it open for writing. Thread-safe; one mutex, held for map
// operations alone.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fuse/inode.h"
#include "index/values/ids.h"

namespace facefs {

struct ReferencePlace {
  PersonId person = kNobody;
  std::string file;  ///< the user's name for it
  auto operator<=>(const ReferencePlace&) const = default;
};

/// How much can be copied in. More is refused with EDQUOT.
struct EnrollLimits {
  std::uint64_t files = 500;                     ///< per person
  std::uint64_t bytes = std::uint64_t{2} << 30;  ///< in all
};

class EnrollFiles {
 public:
  EnrollFiles(std::filesystem::path references, EnrollLimits limits)
      : references_(std::move(references)), limits_(limits) {}

  const EnrollLimits& limits() const { return limits_; }
  /// Returns EDQUOT where another file of that many bytes would be too much, else 0.
  int room_for(PersonId person, std::uint64_t bytes) const;
  /// Returns EDQUOT where that many more bytes would be too much, else 0. Does not limit the number of files.
  int room_for_bytes(std::uint64_t bytes) const;

  std::filesystem::path folder_of(PersonId person) const;
  /// Returns the file's path on the disk; empty where the person has no reference of that name.
  std::string path_of(const ReferencePlace& place) const;
  /// Returns the file's name on the disk; empty where the person has no reference of that name.
  std::string stored_name_of(const ReferencePlace& place) const;
  std::optional<ReferencePlace> place_stored_as(PersonId person, std::string_view stored_name) const;
  /// Makes the person's folder, durably, where it is missing. Returns 0 or the errno.
  int make_folder(PersonId person) const;
  /// Returns the user's names of the person's files that are there.
  std::vector<std::string> files_of(PersonId person) const;

  /// Takes up the person's files at start, with the names that the log has for them (by name on the disk). A file of
  /// ours that the log does not name was never closed. It is listed as '.' and its name on the disk, and teaches
  /// nothing until it is renamed.
  void take_up(PersonId person, const std::map<std::string, std::string>& name_of_file);
  /// Gives that file on the disk the user's name for it. The log does not know the name yet.
  void begin(const ReferencePlace& place, const std::string& stored_name);
  /// Notes that the log knows the name of the file.
  void set_named(const ReferencePlace& place);
  bool is_named(const ReferencePlace& place) const;
  /// Returns the file's attributes; nothing where there is not a regular file of that name.
  std::optional<struct ::stat> stat_of(const ReferencePlace& place) const;
  /// Returns the wanted place, with a number in the name where the person already has a reference of that name.
  ReferencePlace free_place(const ReferencePlace& wanted) const;

  void remember(Inode inode, const ReferencePlace& place);  ///< counts that the kernel was told of it
  void forget(Inode inode, std::uint64_t times);
  void moved(const ReferencePlace& from, const ReferencePlace& to);
  void removed(const ReferencePlace& place);
  std::optional<ReferencePlace> place_of(Inode inode) const;

  void writer_came(Inode inode);
  /// Returns true when it was the last writer, or when no writer was known.
  bool writer_left(Inode inode);
  bool has_writer(const ReferencePlace& place) const;

 private:
  struct KnownFile {
    ReferencePlace place;
    std::uint64_t lookups = 0;
    std::uint32_t writers = 0;
    bool removed = false;
  };
  struct Stored {
    std::string name;       ///< the file's name on the disk
    bool is_named = false;  ///< the log knows what the user calls it
  };
  void drop_if_idle(std::unordered_map<std::uint64_t, KnownFile>::iterator known);
  std::optional<Stored> stored(const ReferencePlace& place) const;

  std::filesystem::path references_;
  EnrollLimits limits_;
  mutable std::mutex mutex_;
  std::map<ReferencePlace, Stored> stored_;
  std::unordered_map<std::uint64_t, KnownFile> known_;
};

/// The file of verdicts in each person's folder. It is made on reading, and is not on the disk.
inline constexpr std::string_view kReport = ".report.txt";

/// The subfolder of a person's folder for the bytes of files that are being copied into people/<name>/.
inline constexpr std::string_view kIncoming = ".incoming";

/// Tells whether programs use such a name while they write, or leave such a file around. It is listed, but never
/// teaches.
bool is_temporary_name(std::string_view name);

}  // namespace facefs
