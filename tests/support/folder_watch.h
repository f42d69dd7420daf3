// SPDX-License-Identifier: Apache-2.0
// Records what an open window of a file manager hears about a folder: inotify's events, as words.
#pragma once

#include <gtest/gtest.h>
#include <sys/inotify.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "support/eventually.h"
#include "system/unique_fd.h"

namespace facefs::test {

class FolderWatch {
 public:
  explicit FolderWatch(const std::filesystem::path& folder) : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    EXPECT_GE(::inotify_add_watch(inotify_.get(), folder.c_str(), IN_CREATE | IN_DELETE | IN_MOVE | IN_DELETE_SELF), 0)
        << folder;
  }

  /// Returns all that was heard so far. "+name" is a new entry, "-name" a removed one, "<name" and ">name" the two
  /// sides of a rename. A folder's name ends in "/". "itself" says that the folder is gone.
  const std::vector<std::string>& heard() {
    alignas(inotify_event) std::array<char, 65536> buffer;
    ssize_t count = 0;
    while ((count = ::read(inotify_.get(), buffer.data(), buffer.size())) > 0)
      for (const char* at = buffer.data(); at < buffer.data() + count;) {
        const auto* event = reinterpret_cast<const inotify_event*>(at);
        if (event->len > 0) heard_.push_back(word_of(*event));
        if ((event->mask & IN_DELETE_SELF) != 0) heard_.push_back("itself");
        at += sizeof(inotify_event) + event->len;
      }
    return heard_;
  }

  bool hears(const std::string& word) {
    return eventually([&] {
      heard();  // before the search begins, because new events move the words
      return std::find(heard_.begin(), heard_.end(), word) != heard_.end();
    });
  }

 private:
  static std::string word_of(const inotify_event& event) {
    const char sign = (event.mask & IN_CREATE) != 0       ? '+'
                      : (event.mask & IN_DELETE) != 0     ? '-'
                      : (event.mask & IN_MOVED_FROM) != 0 ? '<'
                                                          : '>';
    return sign + std::string(event.name) + ((event.mask & IN_ISDIR) != 0 ? "/" : "");
  }

  UniqueFd inotify_;
  std::vector<std::string> heard_;
};

}  // namespace facefs::test
