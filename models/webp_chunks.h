// SPDX-License-Identifier: Apache-2.0
// The one walk over a WebP file's chunks, as RIFF has them. It finds what is drawn, how it is turned, and where a first
// frame is. Pure, over foreign bytes: a chunk that the file's end cuts is a shorter chunk.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace facefs {

struct WebpChunk {
  std::string_view name;  ///< four bytes, as "VP8 "
  std::span<const std::uint8_t> payload;
};

class WebpChunks {
 public:
  explicit WebpChunks(std::span<const std::uint8_t> file) : file_(file) {}

  /// Returns the next chunk; nothing at the end of the file.
  std::optional<WebpChunk> next() {
    if (at_ + 8 > file_.size()) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length |= static_cast<std::size_t>(file_[at_ + 4 + i]) << (8 * i);
    length = std::min(length, file_.size() - at_ - 8);
    const std::string_view name(reinterpret_cast<const char*>(file_.data() + at_), 4);
    const WebpChunk chunk{name, file_.subspan(at_ + 8, length)};
    at_ += 8 + length + (length & 1);
    return chunk;
  }

 private:
  std::span<const std::uint8_t> file_;
  std::size_t at_ = 12;  // after "RIFF", the length and "WEBP"
};

}  // namespace facefs
