// SPDX-License-Identifier: Apache-2.0
// A number in 16 bits, eight of them significant (bfloat16), and the same code for numbers of 32 bits.
#pragma once

#include <bit>
#include <cstdint>

namespace facefs {

inline std::uint16_t bf16_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);  // to the nearest, ties to even
}

inline float float_of(std::uint16_t bf16) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bf16) << 16);
}
inline float float_of(float value) {
  return value;
}

inline void assign(float& to, float value) {
  to = value;
}
inline void assign(std::uint16_t& to, float value) {
  to = bf16_of(value);
}

}  // namespace facefs
