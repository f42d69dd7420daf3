// SPDX-License-Identifier: Apache-2.0
// What open windows have been told about each folder, and what is still to be told.
//
// For each name that changed it keeps what windows know. A change of the gallery says what was there before the last
// change. A program's request says what the kernel itself has told. A moment later that is compared with the tree, and
// each difference is poked (fuse/poke.h). So what a program did itself makes no noise. A name that the kernel moved to
// where the tree has nothing is taken away again. A folder that the kernel does not know has no watchers. The
// notifier's thread alone.
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
  /// Pokes the changes that have waited long enough, a limited number a call, so that other news need not wait.
  void tell(Clock::time_point now = Clock::now());

 private:
  using Name = std::pair<std::uint64_t, std::string>;  ///< folder's inode number, entry's name
  struct ShownEntry {
    Seen seen = Seen::nothing;
    Inode entry;  ///< what was there, where that is known
    Clock::time_point since;
  };
  struct News {
    std::string name;
    ShownEntry known;
    std::optional<Entry> entry;  ///< as the tree has it now
  };
  void note_before(Inode folder, const TreeChange& change);
  std::vector<Name> due(Clock::time_point now) const;
  using NamesOfGone = std::map<std::uint64_t, std::string>;  ///< names that windows show for folders, by inode number
  void tell_folder(const Snapshot& snapshot, Inode folder, const NamesOfGone& gone, std::vector<News> news);
  void pair_renames(Inode folder, const std::string& path, std::vector<News>& news);
  void tell_one(const Snapshot& snapshot, Inode folder, const std::string& path, const News& news);

  MountedTree& mount_;
  PokeSender& poke_sender_;
  std::map<Name, ShownEntry> known_;
};

}  // namespace facefs
