// SPDX-License-Identifier: Apache-2.0
#include "index/code_products.h"

#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace facefs {
namespace {

constexpr std::size_t kSteps = Embedding::kSize / kCodesTogether;

/// What raising the stored numbers adds to each product.
std::int32_t raise_of(const std::int8_t* query) {
  std::int32_t sum = 0;
  for (std::size_t k = 0; k < Embedding::kSize; ++k) sum += query[k];
  return sum * kRaised;
}

#ifdef __x86_64__

/// The query's four numbers of a step, in each place of a register.
[[gnu::target("avx512f")]] __m512i four_of_16(const std::int8_t* query) {
  std::int32_t four;
  std::memcpy(&four, query, sizeof four);
  return _mm512_set1_epi32(four);
}

/// One group after the other, two sums in turn: the bytes are read in one go, as they lie. (Four groups side by side
/// have fewer fetches and twice the time: memory is what a search waits for.)
[[gnu::target("avx512f,avx512vnni")]] void multiply_all_vnni(const std::int8_t* query, const std::uint8_t* codes,
                                                             std::size_t groups, std::int32_t* products) {
  const __m512i raise = _mm512_set1_epi32(-raise_of(query));
  for (; groups > 0; --groups, codes += kCodeGroupBytes, products += kCodeGroup) {
    __m512i sums[4] = {raise, _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
#pragma GCC unroll 8
    for (std::size_t step = 0; step < kSteps; ++step)
      sums[step % 4] = _mm512_dpbusd_epi32(sums[step % 4], _mm512_loadu_si512(codes + step * 64),
                                           four_of_16(query + step * kCodesTogether));
    _mm512_storeu_si512(products,
                        _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]), _mm512_add_epi32(sums[2], sums[3])));
  }
}

/// Sums of two and two numbers of four faces; widened to sixteen bits first, because two products of a byte with and
/// one without a sign do not fit into sixteen.
[[gnu::target("avx2")]] __m256i products_of_four_faces(__m256i sums, const std::uint8_t* codes, __m256i numbers) {
  const __m256i wide = _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
  return _mm256_add_epi32(sums, _mm256_madd_epi16(wide, numbers));
}

[[gnu::target("avx2")]] void multiply_group_avx2(const std::int8_t* query, const std::uint8_t* codes,
                                                 std::int32_t raise, std::int32_t* products) {
  __m256i sums[4];
  for (auto& sum : sums) sum = _mm256_setzero_si256();
  for (std::size_t step = 0; step < kSteps; ++step) {
    std::int32_t four;
    std::memcpy(&four, query + step * kCodesTogether, sizeof four);
    const __m256i numbers = _mm256_cvtepi8_epi16(_mm_set1_epi32(four));
#pragma GCC unroll 4
    for (std::size_t quarter = 0; quarter < 4; ++quarter)
      sums[quarter] = products_of_four_faces(sums[quarter], codes + step * 64 + quarter * 16, numbers);
  }
  alignas(32) std::int32_t halves[8];
  for (std::size_t quarter = 0; quarter < 4; ++quarter) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(halves), sums[quarter]);
    for (std::size_t face = 0; face < 4; ++face)
      products[quarter * 4 + face] = halves[2 * face] + halves[2 * face + 1] - raise;
  }
}

[[gnu::target("avx2")]] void multiply_all_avx2(const std::int8_t* query, const std::uint8_t* codes, std::size_t groups,
                                               std::int32_t* products) {
  const std::int32_t raise = raise_of(query);
  for (; groups > 0; --groups, codes += kCodeGroupBytes, products += kCodeGroup)
    multiply_group_avx2(query, codes, raise, products);
}

#endif

}  // namespace

void code_products::plain(const std::int8_t* query, const std::uint8_t* codes, std::size_t groups,
                          std::int32_t* products) {
  const std::int32_t raise = raise_of(query);
  for (; groups > 0; --groups, codes += kCodeGroupBytes, products += kCodeGroup) {
    for (std::size_t face = 0; face < kCodeGroup; ++face) products[face] = -raise;
    for (std::size_t step = 0; step < kSteps; ++step)
      for (std::size_t face = 0; face < kCodeGroup; ++face)
        for (std::size_t i = 0; i < kCodesTogether; ++i)
          products[face] += query[step * kCodesTogether + i] * codes[(step * kCodeGroup + face) * kCodesTogether + i];
  }
}

code_products::Multiply code_products::avx2() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) return multiply_all_avx2;
#endif
  return nullptr;
}

code_products::Multiply code_products::avx512_vnni() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) return multiply_all_vnni;
#endif
  return nullptr;
}

namespace {

struct Fastest {
  code_products::Multiply multiply = code_products::plain;
  const char* name = "plain";
  Fastest() {
    if (const auto wide = code_products::avx512_vnni()) {
      multiply = wide;
      name = "avx512-vnni";
    } else if (const auto half = code_products::avx2()) {
      multiply = half;
      name = "avx2";
    }
  }
};

const Fastest& fastest() {
  static const Fastest here;
  return here;
}

}  // namespace

void multiply_codes(const std::int8_t* query, const std::uint8_t* codes, std::size_t groups, std::int32_t* products) {
  fastest().multiply(query, codes, groups, products);
}

const char* code_products_run_on() {
  return fastest().name;
}

}  // namespace facefs
