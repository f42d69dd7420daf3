// SPDX-License-Identifier: Apache-2.0
// Makes the disk look full to this process, by the limit on the size of its files.
#pragma once

#include <sys/resource.h>

#include <csignal>

namespace facefs::test {

/// Lets no file be written beyond `largest_file` bytes while it lives, as when the disk is full.
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
