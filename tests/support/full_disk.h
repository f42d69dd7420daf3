// SPDX-License-Identifier: Apache-2.0
// A disk on which nothing can be written, for this process, without one.
#pragma once

#include <sys/resource.h>

#include <csignal>

namespace facefs::test {

/// While it lives no file can be written beyond so many bytes: as when the disk is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t largest_file = 0) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{largest_file, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

}  // namespace facefs::test
