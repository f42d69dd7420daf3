// SPDX-License-Identifier: Apache-2.0
#include "daemon/mount_watch.h"

#include <fcntl.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "fuse/mount_table.h"
#include "system/path_parts.h"

namespace facefs {

MountWatch::MountWatch(boost::asio::io_context& loop, const PhotoFolders& folders) : folders_(folders), list_(loop) {
  if (const int list = ::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC); list >= 0) list_.assign(list);
  points_ = points_of_roots();
}

void MountWatch::when_changed(std::function<void()> call) {
  if (!list_.is_open()) return;
  list_.async_wait(boost::asio::posix::stream_descriptor::wait_error,
                   [call = std::move(call)](const boost::system::error_code& error) {
                     if (!error) call();
                   });
}

MountWatch::Change MountWatch::look() {
  std::set<std::string> now = points_of_roots();
  if (now == points_) return {};
  Change change{true, {}};
  std::set_difference(points_.begin(), points_.end(), now.begin(), now.end(),
                      std::inserter(change.gone, change.gone.end()));
  points_ = std::move(now);
  return change;
}

bool MountWatch::is_below_a_root(const std::string& point) const {
  return std::any_of(folders_.roots().begin(), folders_.roots().end(),
                     [&](const std::string& root) { return is_below(point, root); });
}

std::set<std::string> MountWatch::points_of_roots() const {
  std::set<std::string> points;
  for (const Mount& mount : mount_table())
    for (const std::string& root : folders_.roots())
      if (mount.path == root || is_below(mount.path, root) || is_below(root, mount.path)) points.insert(mount.path);
  return points;
}

}  // namespace facefs
