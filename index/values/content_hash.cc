// SPDX-License-Identifier: Apache-2.0
#include "index/values/content_hash.h"

#include <sodium.h>

namespace facefs {

struct ContentHasher::State {
  crypto_generichash_state hash;
};

ContentHasher::ContentHasher() : state_(std::make_unique<State>()) {
  crypto_generichash_init(&state_->hash, nullptr, 0, sizeof(ContentHash::bytes));
}

ContentHasher::~ContentHasher() = default;

void ContentHasher::add(std::span<const std::byte> bytes) {
  crypto_generichash_update(&state_->hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

ContentHash ContentHasher::finish() {
  ContentHash hash;
  crypto_generichash_final(&state_->hash, hash.bytes.data(), hash.bytes.size());
  return hash;
}

ContentHash content_hash_of(std::string_view bytes) {
  ContentHasher hasher;
  hasher.add(std::as_bytes(std::span(bytes)));
  return hasher.finish();
}

std::string hex_of(std::span<const std::uint8_t> bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

bool parse_hex(std::string_view text, std::span<std::uint8_t> into) {
  std::size_t length = 0;
  return text.size() == 2 * into.size() &&
         sodium_hex2bin(into.data(), into.size(), text.data(), text.size(), nullptr, &length, nullptr) == 0 &&
         length == into.size();
}

}  // namespace facefs
