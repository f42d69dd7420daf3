// SPDX-License-Identifier: Apache-2.0
// The inner loop of every search among stored faces: one face's codes times those of many, in whole numbers.
//
// The many stand in groups of sixteen: the first four numbers of each, then the next four, and so on, each raised by
// 128 so that it is a byte without a sign: what AVX-512's VNNI multiplies in one instruction. AVX2 and plain C++ follow
// the same order; which is taken is found out once, and all give the same numbers. Pure.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/face.h"

namespace facefs {

inline constexpr std::size_t kCodeGroup = 16;     ///< faces
inline constexpr std::size_t kCodesTogether = 4;  ///< numbers of one face that stand side by side
inline constexpr std::uint8_t kRaised = 128;      ///< what stands for 0
inline constexpr std::size_t kCodeGroupBytes = kCodeGroup * Embedding::kSize;

/// Where number `k` of a group's face `face` stands.
constexpr std::size_t place_in_group(std::size_t face, std::size_t k) {
  return (k / kCodesTogether * kCodeGroup + face) * kCodesTogether + k % kCodesTogether;
}

/// products[j] = the sum over k of query[k] * (codes of face j)[k], for `groups` groups one after another.
void multiply_codes(const std::int8_t* query, const std::uint8_t* groups_of_codes, std::size_t groups,
                    std::int32_t* products);

/// "avx512-vnni", "avx2" or "plain": what this processor runs.
const char* code_products_run_on();

namespace code_products {  // each by itself, for the tests that hold them equal
using Multiply = void (*)(const std::int8_t*, const std::uint8_t*, std::size_t, std::int32_t*);
void plain(const std::int8_t* query, const std::uint8_t* codes, std::size_t groups, std::int32_t* products);
Multiply avx2();         ///< nothing where the processor has none
Multiply avx512_vnni();  ///< likewise
}  // namespace code_products

}  // namespace facefs
