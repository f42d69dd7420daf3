// SPDX-License-Identifier: Apache-2.0
// The folders that inotify watches, and which of the kernel's numbers belongs to which of them.
//
// The kernel gives a folder one number, under whatever names it is watched. So a folder that was moved keeps its
// number, and a name that another folder took gets another one. On the event loop's thread alone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/inotify_events.h"
#include "system/photo_folders.h"

namespace facefs {

class FolderWatches {
 public:
  /// Throws std::system_error when the kernel gives no inotify.
  FolderWatches(boost::asio::io_context& loop, const PhotoFolders& folders);

  /// Calls `call` once, when the kernel has events.
  void when_ready(std::function<void()> call);
  /// Calls `visit` for every event that the kernel has now.
  void drain(const std::function<void(const FileEvent&)>& visit);
  /// Returns the folder of an event; nothing where its watch was dropped meanwhile.
  std::optional<std::string> folder_of(int watch) const;

  enum class Added : std::uint8_t {
    watched,
    refused,          ///< the folder is gone, or may not be watched
    no_watches_left,  ///< the kernel's limit
  };
  Added add(const std::string& folder);
  /// Stops watching a folder and those below it.
  void drop(const std::string& folder);
  /// Notes that the kernel dropped a watch by itself.
  void was_dropped(int watch);

  bool holds(const std::string& folder) const { return number_of_.contains(folder); }
  /// Returns the watched folders below one, in the order of their paths.
  std::vector<std::string> below(const std::string& folder) const;

 private:
  void forget_number(int number, const std::string& folder);

  const PhotoFolders& folders_;
  boost::asio::posix::stream_descriptor inotify_;
  std::unordered_map<int, std::string> folder_of_;
  std::map<std::string, int> number_of_;
};

}  // namespace facefs
