// SPDX-License-Identifier: Apache-2.0
// What is open in the mount. It is owned here from OPEN to RELEASE, because no RELEASE comes for what is still open
// when the mount goes. Thread-safe; the mutex is held for map operations, and while `with_one` runs its act.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "system/guarded.h"

namespace facefs {

/// Returns the number by which the kernel calls an open handle (fuse_file_info's fh); the next one turns it back.
template <typename Handle>
std::uint64_t handle_number_of(Handle* handle) {
  return std::bit_cast<std::uintptr_t>(handle);
}
template <typename Handle>
Handle* handle_numbered(std::uint64_t number) {
  return std::bit_cast<Handle*>(static_cast<std::uintptr_t>(number));
}

template <typename Handle>
class OpenHandles {
 public:
  Handle* keep(std::unique_ptr<Handle> handle) {
    Handle* const key = handle.get();
    const auto open = open_.lock();
    return ((*open)[key] = std::move(handle)).get();
  }

  /// Runs `act` on one handle for which `is` returns true, and which stays open meanwhile. Returns false where there is
  /// none.
  template <typename Is, typename Act>
  bool with_one(Is is, Act act) {
    const auto open = open_.lock();
    for (const auto& [key, handle] : *open)
      if (is(*handle)) {
        act(*handle);
        return true;
      }
    return false;
  }

  std::unique_ptr<Handle> take(Handle* key) {
    const auto open = open_.lock();
    auto node = open->extract(key);
    return node.empty() ? nullptr : std::move(node.mapped());
  }

 private:
  Guarded<std::unordered_map<Handle*, std::unique_ptr<Handle>>> open_;
};

}  // namespace facefs
