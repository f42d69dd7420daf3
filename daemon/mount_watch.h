// SPDX-License-Identifier: Apache-2.0
// Mounts above, at and below the roots, and when one of them comes or goes. On the event loop's thread alone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <set>
#include <string>

#include "system/photo_folders.h"

namespace facefs {

class MountWatch {
 public:
  MountWatch(boost::asio::io_context& loop, const PhotoFolders& folders);

  /// Calls `call` once, when the kernel's list of mounts has changed; never where that list cannot be opened.
  void when_changed(std::function<void()> call);

  /// Returns the mount points as they were at the last look.
  const std::set<std::string>& points() const { return points_; }
  /// Looks again. Returns those that are gone; nothing where all is as it was.
  struct Change {
    bool is_any = false;
    std::set<std::string> gone{};
  };
  Change look();

  bool is_below_a_root(const std::string& point) const;

 private:
  std::set<std::string> points_of_roots() const;

  const PhotoFolders& folders_;
  boost::asio::posix::stream_descriptor list_;  // the kernel's, which marks it when a mount comes or goes
  std::set<std::string> points_;
};

}  // namespace facefs
