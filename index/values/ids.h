// SPDX-License-Identifier: Apache-2.0
// The identifiers of the gallery: distinct types, so that one cannot be taken for another.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace facefs {

/// BLAKE2b-256 of a photo's whole file: its identity.
struct ContentHash {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const ContentHash&) const = default;
};

/// The hash and the size in pixels of what is drawn. Files that differ in metadata alone share it, and so share faces
/// and decisions.
struct ImageKey {
  std::array<std::uint8_t, 16> hash{};
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  auto operator<=>(const ImageKey&) const = default;
};

/// 60 bits of the content hash (the next free number on a collision): stable over restarts and rebuilds. Never 0.
enum class PhotoId : std::uint64_t {};

/// Counted up from 1 as faces arrive; never used again.
enum class FaceId : std::uint64_t {};

/// 28 bits of this machine's number above a 32-bit counter: unique across machines, never used again. Never 0.
enum class PersonId : std::uint64_t {};

/// A group of unmatched faces. Counted up from 1; never used again.
enum class ClusterId : std::uint64_t {};

/// 64 bits of the hash of a watched folder's path (the next free number on a collision).
enum class FolderId : std::uint64_t {};

inline constexpr PhotoId kNoPhoto{0};
inline constexpr PersonId kNobody{0};

template <typename Id>
constexpr std::uint64_t number_of(Id id) {
  return static_cast<std::uint64_t>(id);
}

/// Returns a person's number as the log and file names write it: 15 hexadecimal digits.
std::string text_of(PersonId person);
std::optional<PersonId> person_in(std::string_view text);

}  // namespace facefs
