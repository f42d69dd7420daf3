// SPDX-License-Identifier: Apache-2.0
// One change of the tree, made once more from outside: the messages between facefsd and facefs-poke.
//
// Open windows of file managers hear (by inotify) only of what a program does through the mount. What facefsd changes
// inside is silent, whatever the kernel is told to forget. So facefs-poke, a program of its own, makes the same change
// through the mount. The mount's handlers know its requests and only say yes (fuse/poke_in_progress.h). It must be a
// process of its own: a thread of facefsd that waits for its own mount would outlive `kill -9` and hold the mount.
//
// One packet each way over a socket pair: a poke as `encoded` writes it, then its errno as an int.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace facefs {

struct Poke {
  enum class Act : char {
    make_file = 'f',
    make_folder = 'd',
    make_link = 'l',
    remove_file = 'F',
    remove_folder = 'D',
    rename = 'r',
  };
  Act act = Act::make_file;
  std::string folder;   ///< below the mount ("people/Joey"); empty: its root
  std::string name;     ///< the entry's name in that folder
  std::string other{};  ///< where a link points, or the new name
};

std::string encoded(const Poke& poke);
/// Returns the poke in those bytes; nothing where they are no poke.
std::optional<Poke> decoded_poke(std::string_view bytes);

inline constexpr std::size_t kLargestPoke = 8192;  // bytes

}  // namespace facefs
