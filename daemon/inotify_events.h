// SPDX-License-Identifier: Apache-2.0
// inotify's bytes as values. A pure function over a span, so that every shape of event can be tested without a kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace facefs {

struct FileEvent {
  enum class Kind : std::uint8_t {
    finished,  ///< a file was closed after writing, or moved here: its content is complete
    appeared,  ///< a file is there, perhaps still being written, perhaps a hard link
    altered,   ///< a file's attributes changed, perhaps its permissions
    vanished,  ///< a file was removed or moved away
    folder_appeared,
    folder_vanished,
    watch_gone,     ///< the watched folder itself was removed or moved
    unmounted,      ///< its file system was unmounted
    watch_dropped,  ///< the kernel forgot the watch: its number means nothing any more
    overflowed,     ///< events were lost: look at everything
  };
  Kind kind = Kind::overflowed;
  int watch = -1;
  std::string name;  ///< in the watched folder; empty for the folder itself
  bool operator==(const FileEvent&) const = default;
};

/// Returns every event in the bytes of one read, in order. Leaves out a torn last event (the kernel never writes one).
std::vector<FileEvent> inotify_events(std::span<const std::byte> bytes);

/// Returns the events to ask inotify for, for one folder.
std::uint32_t inotify_mask();

}  // namespace facefs
