// SPDX-License-Identifier: Apache-2.0
// What whoever watches a folder has been told of it, and what is still to be told.
//
// For each name that changed it keeps what watchers know: from the gallery's changes what was there before the last
// one, from the requests of programs what the kernel itself has told. A moment later it compares that with the tree,
// and what differs is poked (fuse/poke.h): so what a program did itself makes no noise, and a name that the kernel
// moved where nothing of that name stands is taken away again. Folders that the kernel does not know have no watchers.
// The notifier's thread alone.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fuse/mounted_tree.h"
#include "fuse/poke_sender.h"
#include "index/storage/tree_change.h"

namespace facefs {

class Announcer {
 public:
  using Clock = std::chrono::steady_clock;

  Announcer(MountedTree& mount, PokeSender& poke_sender) : mount_(mount), poke_sender_(poke_sender) {}

  void note(const TreeChange& change);
  void note(Inode folder, const std::string& name, Seen seen);

  bool has_news() const { return !known_.empty() && poke_sender_.is_able(); }
  /// Tells what has waited long enough, so much at a time that others are not kept waiting.
  void tell(Clock::time_point now = Clock::now());

 private:
  using Name = std::pair<std::uint64_t, std::string>;  ///< folder's inode number, entry
  struct ShownEntry {
    Seen seen = Seen::nothing;
    Inode entry;  ///< what was there, where that can be told
    Clock::time_point since;
  };
  struct News {
    std::string name;
    ShownEntry known;
    std::optional<Entry> entry;  ///< as it is now
  };
  void note_before(Inode folder, const TreeChange& change);
  std::vector<Name> due(Clock::time_point now) const;
  using NamesOfGone = std::map<std::uint64_t, std::string>;  ///< of folders, by inode number
  void tell_folder(const Snapshot& snapshot, Inode folder, const NamesOfGone& gone, std::vector<News> news);
  void pair_renames(Inode folder, const std::string& path, std::vector<News>& news);
  void tell_one(const Snapshot& snapshot, Inode folder, const std::string& path, const News& news);

  MountedTree& mount_;
  PokeSender& poke_sender_;
  std::map<Name, ShownEntry> known_;
};

}  // namespace facefs
