// SPDX-License-Identifier: Apache-2.0
// Sixteen floats at once, for the loops of our own networks.
//
// A function marked FACEFS_WIDE is compiled for AVX-512, FMA and plain x86-64: the compiler makes one, two or four
// registers' worth of instructions of each step. The best version is chosen when the program starts.
#pragma once

#include <cstddef>
#include <cstdint>

#include "system/clones.h"

namespace facefs {

#define FACEFS_WIDE FACEFS_CLONES("avx512f", "fma", "default")

inline constexpr int kBlock = 16;

typedef float Lanes __attribute__((vector_size(kBlock * sizeof(float))));

/// Lanes anywhere in memory. (Where the typedef itself says so, clang forgets it behind a reference.)
struct __attribute__((packed, may_alias)) Unaligned {
  Lanes v;
};

inline const Unaligned& lanes(const float* at) {
  return *reinterpret_cast<const Unaligned*>(at);
}
inline Unaligned& lanes(float* at) {
  return *reinterpret_cast<Unaligned*>(at);
}

// What these make they write through a reference, because how Lanes are returned depends on the processor.

/// A parametric relu: out = sum where that is positive, sum x slope elsewhere.
inline __attribute__((always_inline)) void bend(const Lanes& sum, const Lanes& slope, Lanes& out) {
  const Lanes zero = {};
  out = sum > zero ? sum : sum * slope;
}

typedef std::uint16_t Halves __attribute__((vector_size(kBlock * sizeof(std::uint16_t))));
typedef std::uint32_t Words __attribute__((vector_size(kBlock * sizeof(std::uint32_t))));

/// Reads or writes sixteen numbers, of 32 bits or of 16 (models/bf16.h).
inline __attribute__((always_inline)) void take(const float* at, Lanes& out) {
  out = lanes(at).v;
}
inline __attribute__((always_inline)) void put(const Lanes& numbers, float* at) {
  lanes(at).v = numbers;
}
inline __attribute__((always_inline)) void take(const std::uint16_t* at, Lanes& out) {
  Halves halves;
  __builtin_memcpy(&halves, at, sizeof halves);
  out = reinterpret_cast<Lanes>(__builtin_convertvector(halves, Words) << 16);
}
inline __attribute__((always_inline)) void put(const Lanes& numbers, std::uint16_t* at) {
  const auto bits = reinterpret_cast<Words>(numbers);
  const Halves halves = __builtin_convertvector((bits + 0x7FFF + (bits >> 16 & 1)) >> 16, Halves);
  __builtin_memcpy(at, &halves, sizeof halves);
}

}  // namespace facefs
