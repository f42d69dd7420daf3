// SPDX-License-Identifier: Apache-2.0
#include "index/search/coarse_distances.h"

#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace facefs {
namespace {

constexpr std::size_t kSteps = Embedding::kSize / kCoarseTogether;
constexpr std::size_t kStepBytes = kCodeGroup * kCodesTogether;

using Products = std::array<std::int32_t, kCodeGroup>;

float sum_of(const CodeQuery& query) {
  std::int32_t sum = 0;
  for (const std::int8_t number : query.face.code) sum += number;
  return static_cast<float>(sum);
}

float square_of(const CodeQuery& query) {
  return query.geometry.leading_square + query.geometry.others_square;
}

/// Writes |a - b|^2 = |a|^2 + |b|^2 - 2 ab for each face, from the products with the upper bits. Returns a bit for each
/// that is at most its limit.
[[gnu::always_inline]] inline std::uint16_t square_distances(const CodeQuery& query, float sum,
                                                             const CoarseGroup& group, const Products& products,
                                                             const float* limits, float* squares) {
  unsigned within = 0;
  for (std::size_t j = 0; j < kCodeGroup; ++j) {
    const float product = 16 * static_cast<float>(products[j]) + middle_of(0) * sum;
    squares[j] = square_of(query) + group.squares[j] - 2 * query.face.step * group.steps[j] * product;
    within |= (squares[j] <= limits[j] ? 1U : 0U) << j;
  }
  return static_cast<std::uint16_t>(within);
}

#ifdef __x86_64__

[[gnu::target("avx512f")]] __m512i four_of_16(const std::int8_t* query) {
  std::int32_t four;
  std::memcpy(&four, query, sizeof four);
  return _mm512_set1_epi32(four);
}

/// Returns the products with sixteen faces. Adds to four sums in turn, so that none waits for the one before.
[[gnu::target("avx512f,avx512vnni")]] __m512i products_vnni(const std::int8_t* query, const std::uint8_t* codes) {
  const __m512i lower = _mm512_set1_epi32(kLowerHalves);
  __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
#pragma GCC unroll 16
  for (std::size_t step = 0; step < kSteps; ++step) {
    const __m512i both = _mm512_loadu_si512(codes + step * kStepBytes);
    const std::int8_t* numbers = query + step * kCoarseTogether;
    __m512i& first = sums[2 * (step % 2)];
    __m512i& second = sums[2 * (step % 2) + 1];
    first = _mm512_dpbusd_epi32(first, _mm512_and_si512(both, lower), four_of_16(numbers));
    second = _mm512_dpbusd_epi32(second, _mm512_and_si512(_mm512_maskz_srli_epi32(0xFFFF, both, 4), lower),
                                 four_of_16(numbers + kCodesTogether));
  }
  return _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]), _mm512_add_epi32(sums[2], sums[3]));
}

[[gnu::target("avx512f,avx512vnni")]] void run_vnni(const CodeQuery& query, const CoarseGroup* groups,
                                                    std::size_t count, const float* limits, float* squares,
                                                    std::uint16_t* within) {
  const __m512 square = _mm512_set1_ps(square_of(query));
  const __m512 raise = _mm512_set1_ps(middle_of(0) * sum_of(query));
  const __m512 twice_step = _mm512_set1_ps(2 * query.face.step);
  for (std::size_t g = 0; g < count; ++g) {
    ask_for_a_later_one(groups + g);
    const __m512 products = _mm512_maskz_cvtepi32_ps(  // g++ 12 warns about the forms without a mask
        0xFFFF, products_vnni(query.face.code.data(), groups[g].codes.data()));
    const __m512 whole = _mm512_fmadd_ps(_mm512_set1_ps(16), products, raise);
    const __m512 steps = _mm512_mul_ps(twice_step, _mm512_loadu_ps(groups[g].steps.data()));
    const __m512 both = _mm512_add_ps(square, _mm512_loadu_ps(groups[g].squares.data()));
    const __m512 sums = _mm512_fnmadd_ps(steps, whole, both);
    _mm512_storeu_ps(squares + g * kCodeGroup, sums);
    within[g] = _mm512_cmp_ps_mask(sums, _mm512_loadu_ps(limits + g * kCodeGroup), _CMP_LE_OQ);
  }
}

[[gnu::target("avx2")]] __m256i four_of_8(const std::int8_t* query) {
  std::int32_t four;
  std::memcpy(&four, query, sizeof four);
  return _mm256_set1_epi32(four);
}

/// Returns two products of eight faces in sixteen bits each, added over four steps: at most 8 * 2 * 15 * 127.
[[gnu::target("avx2")]] __m256i four_steps_avx2(const std::int8_t* query, const std::uint8_t* codes) {
  const __m256i lower = _mm256_set1_epi32(kLowerHalves);
  __m256i sum = _mm256_setzero_si256();
#pragma GCC unroll 4
  for (std::size_t step = 0; step < 4; ++step) {
    const __m256i both = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes + step * kStepBytes));
    const std::int8_t* numbers = query + step * kCoarseTogether;
    const __m256i first = _mm256_maddubs_epi16(_mm256_and_si256(both, lower), four_of_8(numbers));
    const __m256i second =
        _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi32(both, 4), lower), four_of_8(numbers + kCodesTogether));
    sum = _mm256_add_epi16(sum, _mm256_add_epi16(first, second));
  }
  return sum;
}

[[gnu::target("avx2")]] Products products_avx2(const std::int8_t* query, const std::uint8_t* codes) {
  const __m256i ones = _mm256_set1_epi16(1);
  Products products;
  for (std::size_t half = 0; half < 2; ++half) {
    __m256i sums = _mm256_setzero_si256();
    for (std::size_t step = 0; step < kSteps; step += 4)
      sums = _mm256_add_epi32(
          sums, _mm256_madd_epi16(
                    four_steps_avx2(query + step * kCoarseTogether, codes + step * kStepBytes + half * 32), ones));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(products.data() + half * 8), sums);
  }
  return products;
}

[[gnu::target("avx2")]] void run_avx2(const CodeQuery& query, const CoarseGroup* groups, std::size_t count,
                                      const float* limits, float* squares, std::uint16_t* within) {
  const float sum = sum_of(query);
  for (std::size_t g = 0; g < count; ++g) {
    ask_for_a_later_one(groups + g);
    within[g] = square_distances(query, sum, groups[g], products_avx2(query.face.code.data(), groups[g].codes.data()),
                                 limits + g * kCodeGroup, squares + g * kCodeGroup);
  }
}

#endif

Products products_plainly(const CodeQuery& query, const CoarseGroup& group) {
  Products products{};
  for (std::size_t step = 0; step < kSteps; ++step)
    for (std::size_t face = 0; face < kCodeGroup; ++face)
      for (std::size_t k = 0; k < kCodesTogether; ++k) {
        const std::uint8_t both = group.codes[step * kStepBytes + face * kCodesTogether + k];
        const std::int8_t* numbers = query.face.code.data() + step * kCoarseTogether + k;
        products[face] += numbers[0] * (both & 15) + numbers[kCodesTogether] * (both >> 4);
      }
  return products;
}

void run_plainly(const CodeQuery& query, const CoarseGroup* groups, std::size_t count, const float* limits,
                 float* squares, std::uint16_t* within) {
  const float sum = sum_of(query);
  for (std::size_t g = 0; g < count; ++g)
    within[g] = square_distances(query, sum, groups[g], products_plainly(query, groups[g]), limits + g * kCodeGroup,
                                 squares + g * kCodeGroup);
}

}  // namespace

const DistanceWays<CoarseGroup>& coarse_distance_ways() {
#ifdef __x86_64__
  static constexpr DistanceWays<CoarseGroup> kWays = {run_plainly, run_avx2, run_vnni};
#else
  static constexpr DistanceWays<CoarseGroup> kWays = {run_plainly};
#endif
  return kWays;
}

const GroupDistances<CoarseGroup>& coarse_distances() {
  static const GroupDistances<CoarseGroup> kHere = coarse_distance_ways().fastest();
  return kHere;
}

}  // namespace facefs
