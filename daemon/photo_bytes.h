// SPDX-License-Identifier: Apache-2.0
// A photo's file read once: its hash, and its bytes in sealed memory that can be handed to a vision worker.
//
// What was hashed and what is decoded are the same bytes, whatever happens to the file meanwhile.
#pragma once

#include <atomic>
#include <memory>
#include <variant>

#include "index/values/records.h"
#include "models/unreadable.h"
#include "system/photo_file.h"
#include "system/unique_fd.h"

namespace facefs {

struct PhotoBytes {
  FileStamp stamp;  ///< after it was read
  ContentHash content;
  std::shared_ptr<const UniqueFd> memory;
  bool changed = false;  ///< while it was read: these bytes may be half of one content and half of another
};

/// What was read of a file, or why it cannot be read. monostate: it is not there any more, or `stopping` became true.
using PhotoBytesResult = std::variant<PhotoBytes, Unreadable, std::monostate>;
PhotoBytesResult read_photo_bytes(const OpenedPhoto& opened, const std::atomic<bool>& stopping);

}  // namespace facefs
