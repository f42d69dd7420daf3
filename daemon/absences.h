// SPDX-License-Identifier: Apache-2.0
// Photos that a scan did not find where they were known. They are either deleted, or on a disk that is away.
//
// A few missing photos count as deleted. Many at one scan are more likely on a disk that is not mounted, or that has
// another one in its place. Many means at least twenty, and at least a fifth of a watched folder's photos. These are
// held back: photos and names stay until they are back, or until the user says that they are gone (`facefs roots
// accept`). Device numbers are no help, because they change when a disk is plugged in again.
//
// On the event loop's thread alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace facefs {

class Absences {
 public:
  struct Absent {
    std::string path;
    bool is_folder = false;
    std::uint64_t photos = 1;  ///< known at that path; for a folder, those directly in it
  };

  /// Notes that the scan under way did not find this file or folder.
  void missed(Absent absent);
  /// Tells whether there is anything to decide.
  bool has_missed() const { return !missed_.empty(); }
  /// Notes that there is something at this path: it is neither missing nor held back.
  void found(const std::string& path);

  /// Decides after the scan of a root. Returns what is to be dropped, and holds the rest back. `known` is the number of
  /// the root's photos in the gallery.
  std::vector<Absent> decide(const std::string& root, std::uint64_t known);

  /// Tells whether this path, or a folder above it, is held back.
  bool holds(const std::string& path) const;
  std::uint64_t photos_held(const std::string& root) const;
  /// Returns one path that is held back, to look whether it is back; empty if there is none.
  std::string example(const std::string& root) const;
  /// Returns what was held back at or below this path, and holds it no longer: the user says that it is gone.
  std::vector<Absent> accept(const std::string& root);

 private:
  std::map<std::string, Absent> missed_;  ///< by path
  std::map<std::string, Absent> held_;
};

}  // namespace facefs
