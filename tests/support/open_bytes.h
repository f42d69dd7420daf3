// SPDX-License-Identifier: Apache-2.0
// Reads all bytes of a file that is still open, though its name may be gone.
#pragma once

#include <unistd.h>

#include <array>
#include <string>

#include "system/unique_fd.h"

namespace facefs::test {

inline std::string all_bytes_of(int descriptor) {
  std::string bytes;
  std::array<char, 1 << 16> piece;
  ssize_t count;
  while ((count = ::pread(descriptor, piece.data(), piece.size(), static_cast<off_t>(bytes.size()))) > 0)
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  return bytes;
}

}  // namespace facefs::test
