// SPDX-License-Identifier: Apache-2.0
#include "daemon/mount_watch.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include "fuse/mount_table.h"
#include "system/path_parts.h"

namespace facefs {

MountWatch::MountWatch(boost::asio::io_context& loop, const PhotoFolders& folders) : folders_(folders), list_(loop) {
  if (const int list = ::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC); list >= 0) list_.assign(list);
}

void MountWatch::when_changed(std::function<void()> call) {
  if (!list_.is_open()) return;
  list_.async_wait(boost::asio::posix::stream_descriptor::wait_error,
                   [call = std::move(call)](const boost::system::error_code& error) {
                     if (!error) call();
                   });
}

std::optional<std::string> MountWatch::point_of(const std::string& path) const {
  std::optional<std::string> innermost;
  for (const std::string& point : points_)
    if (is_at_or_below(path, point) && (!innermost || point.size() > innermost->size())) innermost = point;
  return innermost;
}

bool MountWatch::is_below_a_root(const std::string& point) const {
  return std::any_of(folders_.roots().begin(), folders_.roots().end(),
                     [&](const std::string& root) { return is_below(point, root); });
}

std::set<std::string> MountWatch::look() const {
  std::set<std::string> points;
  for (const Mount& mount : mount_table())
    for (const std::string& root : folders_.roots())
      if (is_at_or_below(mount.path, root) || is_below(root, mount.path)) points.insert(mount.path);
  return points;
}

}  // namespace facefs
