// SPDX-License-Identifier: Apache-2.0
// The poke that facefs-poke is making now. By it the mount's handlers tell its requests from those of other programs.
//
// The helper is known by its process number, which no other process can have before the helper was collected. Only what
// was announced is answered. Any other change that it asks for is refused, because a request of a poke that was given
// up may still come. Thread-safe.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "fuse/inode.h"
#include "fuse/poke.h"

namespace facefs {

class PokeInProgress {
 public:
  void helper_came(pid_t helper) {
    const std::lock_guard lock(mutex_);
    helpers_.insert(helper);
  }
  /// Forgets the helper, which was collected.
  void helper_went(pid_t helper) {
    const std::lock_guard lock(mutex_);
    helpers_.erase(helper);
  }
  bool is_helper(pid_t thread) const {
    const std::lock_guard lock(mutex_);
    return helpers_.contains(thread);
  }

  struct Announced {
    Inode folder;
    Poke poke;
    Inode entry;  ///< what is made or removed, where that is known
  };
  void begin(const Announced& announced) {
    const std::lock_guard lock(mutex_);
    announced_ = announced;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    announced_.reset();
  }
  std::optional<Announced> now() const {
    const std::lock_guard lock(mutex_);
    return announced_;
  }
  /// Returns the announced poke, where it is about that folder.
  std::optional<Announced> in(Inode folder) const {
    const std::lock_guard lock(mutex_);
    return announced_ && announced_->folder == folder ? announced_ : std::nullopt;
  }

 private:
  mutable std::mutex mutex_;
  std::set<pid_t> helpers_;
  std::optional<Announced> announced_;
};

}  // namespace facefs
