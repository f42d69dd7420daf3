// SPDX-License-Identifier: Apache-2.0
#include "daemon/inotify_events.h"

#include <sys/inotify.h>

#include <cstring>
#include <optional>

namespace facefs {
namespace {

std::optional<FileEvent::Kind> kind_of(std::uint32_t mask) {
  using K = FileEvent::Kind;
  const bool folder = (mask & IN_ISDIR) != 0;
  if ((mask & IN_Q_OVERFLOW) != 0) return K::overflowed;
  if ((mask & IN_IGNORED) != 0) return K::watch_dropped;
  if ((mask & IN_UNMOUNT) != 0) return K::unmounted;
  if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0) return K::watch_gone;
  if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) return folder ? K::folder_vanished : K::vanished;
  if ((mask & IN_MOVED_TO) != 0) return folder ? K::folder_appeared : K::finished;
  if ((mask & IN_CREATE) != 0) return folder ? K::folder_appeared : K::appeared;
  if ((mask & IN_CLOSE_WRITE) != 0) return K::finished;
  if ((mask & IN_ATTRIB) != 0) return folder ? std::nullopt : std::optional(K::altered);
  return std::nullopt;
}

}  // namespace

std::vector<FileEvent> inotify_events(std::span<const std::byte> bytes) {
  std::vector<FileEvent> events;
  while (bytes.size() >= sizeof(inotify_event)) {
    inotify_event header;
    std::memcpy(&header, bytes.data(), sizeof header);
    bytes = bytes.subspan(sizeof header);
    if (bytes.size() < header.len) break;
    const auto* name = reinterpret_cast<const char*>(bytes.data());
    if (const auto kind = kind_of(header.mask))
      events.push_back({*kind, header.wd, std::string(name, ::strnlen(name, header.len))});
    bytes = bytes.subspan(header.len);
  }
  return events;
}

std::uint32_t inotify_mask() {
  // Not IN_MODIFY (one event a write) and not IN_OPEN or IN_ACCESS: our own reading would fill the queue.
  return IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF |
         IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;
}

}  // namespace facefs
