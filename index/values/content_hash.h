// SPDX-License-Identifier: Apache-2.0
// Computes BLAKE2b-256 (libsodium), piece by piece, while a file is read once. One thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "index/values/ids.h"

namespace facefs {

class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  ContentHasher(const ContentHasher&) = delete;
  ContentHasher& operator=(const ContentHasher&) = delete;

  void add(std::span<const std::byte> bytes);
  ContentHash finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

ContentHash content_hash_of(std::string_view bytes);

/// Returns lower-case hexadecimal, as in `decisions.log`.
std::string hex_of(std::span<const std::uint8_t> bytes);

/// Reads hexadecimal into `into`. Returns false when the text is not hexadecimal of exactly that many bytes.
bool parse_hex(std::string_view text, std::span<std::uint8_t> into);

}  // namespace facefs
