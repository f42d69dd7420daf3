// SPDX-License-Identifier: Apache-2.0
// The files behind enroll/: reference photos are real files in the data folder from their first byte, under names that
// tell nothing (index/values/reference_file.h); what the user calls them is in decisions.log from the first close on.
//
// A reference's inode number is that of the file behind it, which stays through a rename. The kernel speaks of files by
// number, so this table remembers where each number that the kernel knows stands now, how often it was told, and how
// many have it open for writing. Thread-safe; one mutex, held for map operations alone.
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
  std::string file;  ///< as the user calls it
  auto operator<=>(const ReferencePlace&) const = default;
};

/// What one may copy in before it is refused as over quota.
struct EnrollLimits {
  std::uint64_t files = 500;                     ///< a person
  std::uint64_t bytes = std::uint64_t{2} << 30;  ///< in all
};

class EnrollFiles {
 public:
  EnrollFiles(std::filesystem::path references, EnrollLimits limits)
      : references_(std::move(references)), limits_(limits) {}

  const EnrollLimits& limits() const { return limits_; }
  /// 0, or EDQUOT where another file of that size would be too much.
  int room_for(PersonId person, std::uint64_t bytes) const;
  /// The same for bytes alone.
  int room_for_bytes(std::uint64_t bytes) const;

  std::filesystem::path folder_of(PersonId person) const;
  /// The file on the disk; an empty path where the person has none of that name.
  std::string path_of(const ReferencePlace& place) const;
  /// Its name there; empty likewise.
  std::string stored_name_of(const ReferencePlace& place) const;
  std::optional<ReferencePlace> place_stored_as(PersonId person, std::string_view stored_name) const;
  /// Makes the person's folder, durably, where it is missing. Returns 0 or the errno.
  int make_folder(PersonId person) const;
  /// The user's names of files that are there.
  std::vector<std::string> files_of(PersonId person) const;

  /// What the log says at start. A file that it does not name was never closed: it is listed as '.' and its name on the
  /// disk, and teaches nothing until it is renamed.
  void take_up(PersonId person, const std::map<std::string, std::string>& name_of_file);
  /// That file on the disk is called so; the log does not know it yet.
  void begin(const ReferencePlace& place, const std::string& stored_name);
  /// The log knows the name of what is there.
  void set_named(const ReferencePlace& place);
  bool is_named(const ReferencePlace& place) const;
  /// Nothing where there is no regular file of that name.
  std::optional<struct ::stat> stat_of(const ReferencePlace& place) const;
  /// A name like that one under which the person has no reference yet.
  ReferencePlace free_place(const ReferencePlace& wanted) const;

  void remember(Inode inode, const ReferencePlace& place);  ///< the kernel was told of it once more
  void forget(Inode inode, std::uint64_t times);
  void moved(const ReferencePlace& from, const ReferencePlace& to);
  void removed(const ReferencePlace& place);
  std::optional<ReferencePlace> place_of(Inode inode) const;

  void writer_came(Inode inode);
  /// True when it was the last one.
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
    std::string name;       ///< on the disk
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

/// The verdicts, in each person's folder; no file of ours.
inline constexpr std::string_view kReport = ".report.txt";

/// Where the bytes are of what is being copied into people/<name>/, in the person's folder.
inline constexpr std::string_view kIncoming = ".incoming";

/// A name that some program uses while it writes, or leaves around: listed, never taught from.
bool is_temporary_name(std::string_view name);

}  // namespace facefs
