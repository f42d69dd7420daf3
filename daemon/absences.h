// SPDX-License-Identifier: Apache-2.0
// Photos that a scan did not find where they were known: deleted, or on a disk that is away?
//
// A few are deleted. A fifth of a watched folder's photos, and twenty at least, gone at one scan are more likely a disk
// that is not mounted, or another one in its place: those are held back, photos and names stay, until they are back or
// the user says that they are gone (`facefs roots accept`). Device numbers are no help: they change over replugs.
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
    std::uint64_t photos = 1;  ///< known there; of a folder: those right in it
  };

  /// The scan under way did not find it.
  void missed(Absent absent);
  /// Whether there is anything to decide.
  bool has_missed() const { return !missed_.empty(); }
  /// Something stands there: it is held back no more.
  void found(const std::string& path);

  /// The scan has ended. `known`: how many photos the root has in the gallery. What is to be dropped; the rest is held.
  std::vector<Absent> decide(const std::string& root, std::uint64_t known);

  /// It, or a folder above it, is held back.
  bool holds(const std::string& path) const;
  std::uint64_t photos_held(const std::string& root) const;
  /// One of them, to look whether it is back; empty where none is held.
  std::string example(const std::string& root) const;
  /// The user says that they are gone.
  std::vector<Absent> accept(const std::string& root);

 private:
  std::map<std::string, Absent> missed_;  ///< by path
  std::map<std::string, Absent> held_;
};

}  // namespace facefs
