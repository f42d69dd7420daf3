// SPDX-License-Identifier: Apache-2.0
// Mounts above, at and below the roots, and when one of them comes or goes. On the event loop's thread alone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "system/photo_folders.h"

namespace facefs {

class MountWatch {
 public:
  MountWatch(boost::asio::io_context& loop, const PhotoFolders& folders);

  /// Calls `call` once, when the kernel's list of mounts has changed; never where that list cannot be opened.
  void when_changed(std::function<void()> call);

  /// Looks at the kernel's list now. Does not remember what it finds.
  std::set<std::string> look() const;
  /// Remembers these mount points: once everything is done about what changed, or a fault on the way would lose it.
  void remember(std::set<std::string> points) { points_ = std::move(points); }
  /// Returns the mount points that were remembered last; none at first.
  const std::set<std::string>& points() const { return points_; }
  /// Returns the innermost of them at or above that path; nothing where there is none.
  std::optional<std::string> point_of(const std::string& path) const;

  bool is_below_a_root(const std::string& point) const;

 private:
  const PhotoFolders& folders_;
  boost::asio::posix::stream_descriptor list_;  // the kernel's, which marks it when a mount comes or goes
  std::set<std::string> points_;
};

}  // namespace facefs
