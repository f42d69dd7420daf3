// SPDX-License-Identifier: Apache-2.0
#include "index/search/code_group.h"

#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace facefs {
namespace {

constexpr std::size_t kSteps = kLeadingCodes / kCodesTogether;

using Products = std::array<std::int32_t, kCodeGroup>;

/// Returns what the raised numbers add to each product.
std::int32_t raise_of(const CodeQuery& query) {
  std::int32_t sum = 0;
  for (std::size_t k = 0; k < kLeadingCodes; ++k) sum += query.face.code[k];
  return sum * kRaised;
}

/// Writes |a - b|^2 = |a|^2 + |b|^2 - 2 ab for each face. Returns a bit for each that is at most its limit.
[[gnu::always_inline]] inline std::uint16_t square_distances(const CodeQuery& query, const CodeGroup& group,
                                                             const Products& products, const float* limits,
                                                             float* squares) {
  unsigned within = 0;
  for (std::size_t j = 0; j < kCodeGroup; ++j) {
    squares[j] = query.geometry.leading_square + group.squares[j] -
                 2 * query.face.step * group.steps[j] * static_cast<float>(products[j]);
    within |= (squares[j] <= limits[j] ? 1U : 0U) << j;
  }
  return static_cast<std::uint16_t>(within);
}

#ifdef __x86_64__

/// Returns four numbers of the query, in each place of a register.
[[gnu::target("avx512f")]] __m512i four_of_16(const std::int8_t* query) {
  std::int32_t four;
  std::memcpy(&four, query, sizeof four);
  return _mm512_set1_epi32(four);
}

/// Returns the products with sixteen faces. Adds to four sums in turn, so that none waits for the one before.
[[gnu::target("avx512f,avx512vnni")]] __m512i products_vnni(const std::int8_t* query, const std::uint8_t* codes,
                                                            __m512i raise) {
  __m512i sums[4] = {raise, _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
#pragma GCC unroll 12
  for (std::size_t step = 0; step < kSteps; ++step)
    sums[step % 4] = _mm512_dpbusd_epi32(sums[step % 4], _mm512_loadu_si512(codes + step * 64),
                                         four_of_16(query + step * kCodesTogether));
  return _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]), _mm512_add_epi32(sums[2], sums[3]));
}

[[gnu::target("avx512f,avx512vnni")]] void run_vnni(const CodeQuery& query, const CodeGroup* groups, std::size_t count,
                                                    const float* limits, float* squares, std::uint16_t* within) {
  const __m512i raise = _mm512_set1_epi32(-raise_of(query));
  const __m512 square = _mm512_set1_ps(query.geometry.leading_square);
  const __m512 twice_step = _mm512_set1_ps(2 * query.face.step);
  for (std::size_t g = 0; g < count; ++g) {
    ask_for_a_later_one(groups + g);
    const __m512 products = _mm512_maskz_cvtepi32_ps(  // g++ 12 warns about the form without a mask
        0xFFFF, products_vnni(query.face.code.data(), groups[g].codes.data(), raise));
    const __m512 steps = _mm512_mul_ps(twice_step, _mm512_loadu_ps(groups[g].steps.data()));
    const __m512 both = _mm512_add_ps(square, _mm512_loadu_ps(groups[g].squares.data()));
    const __m512 sums = _mm512_fnmadd_ps(steps, products, both);
    _mm512_storeu_ps(squares + g * kCodeGroup, sums);
    within[g] = _mm512_cmp_ps_mask(sums, _mm512_loadu_ps(limits + g * kCodeGroup), _CMP_LE_OQ);
  }
}

/// Adds the products of four faces to `sums`, two numbers in each sum. Widens the bytes to sixteen bits first: two
/// products of a byte with a sign and one without do not fit into sixteen bits.
[[gnu::target("avx2")]] __m256i products_of_four_faces(__m256i sums, const std::uint8_t* codes, __m256i numbers) {
  const __m256i wide = _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
  return _mm256_add_epi32(sums, _mm256_madd_epi16(wide, numbers));
}

[[gnu::target("avx2")]] Products products_avx2(const std::int8_t* query, const std::uint8_t* codes,
                                               std::int32_t raise) {
  __m256i sums[4];
  for (auto& sum : sums) sum = _mm256_setzero_si256();
  for (std::size_t step = 0; step < kSteps; ++step) {
    std::int32_t four;
    std::memcpy(&four, query + step * kCodesTogether, sizeof four);
    const __m256i wide = _mm256_cvtepi8_epi16(_mm_set1_epi32(four));
#pragma GCC unroll 4
    for (std::size_t quarter = 0; quarter < 4; ++quarter)
      sums[quarter] = products_of_four_faces(sums[quarter], codes + step * 64 + quarter * 16, wide);
  }
  alignas(32) std::array<std::int32_t, 8> halves;
  Products products;
  for (std::size_t quarter = 0; quarter < 4; ++quarter) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(halves.data()), sums[quarter]);
    for (std::size_t face = 0; face < 4; ++face)
      products[quarter * 4 + face] = halves[2 * face] + halves[2 * face + 1] - raise;
  }
  return products;
}

[[gnu::target("avx2")]] void run_avx2(const CodeQuery& query, const CodeGroup* groups, std::size_t count,
                                      const float* limits, float* squares, std::uint16_t* within) {
  const std::int32_t raise = raise_of(query);
  for (std::size_t g = 0; g < count; ++g) {
    ask_for_a_later_one(groups + g);
    within[g] = square_distances(query, groups[g], products_avx2(query.face.code.data(), groups[g].codes.data(), raise),
                                 limits + g * kCodeGroup, squares + g * kCodeGroup);
  }
}

#endif

void run_plainly(const CodeQuery& query, const CodeGroup* groups, std::size_t count, const float* limits,
                 float* squares, std::uint16_t* within) {
  const std::int32_t raise = raise_of(query);
  for (std::size_t g = 0; g < count; ++g) {
    Products products;
    products.fill(-raise);
    for (std::size_t face = 0; face < kCodeGroup; ++face)
      for (std::size_t k = 0; k < kLeadingCodes; ++k)
        products[face] += query.face.code[k] * groups[g].codes[place_in_group(face, k)];
    within[g] = square_distances(query, groups[g], products, limits + g * kCodeGroup, squares + g * kCodeGroup);
  }
}

}  // namespace

const DistanceWays<CodeGroup>& leading_distance_ways() {
#ifdef __x86_64__
  static constexpr DistanceWays<CodeGroup> kWays = {run_plainly, run_avx2, run_vnni};
#else
  static constexpr DistanceWays<CodeGroup> kWays = {run_plainly};
#endif
  return kWays;
}

const GroupDistances<CodeGroup>& leading_distances() {
  static const GroupDistances<CodeGroup> kHere = leading_distance_ways().fastest();
  return kHere;
}

}  // namespace facefs
