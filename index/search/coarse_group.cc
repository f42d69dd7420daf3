// SPDX-License-Identifier: Apache-2.0
#include "index/search/coarse_group.h"

#include <cmath>
#include <cstring>

namespace facefs {

void put_coarsely(const FaceCode& face, std::size_t place, CoarseGroup& group, FineCodes& fine) {
  fine.fill(0);
  double square = 0;
  for (std::size_t k = 0; k < Embedding::kSize; ++k) {
    const auto number = static_cast<std::uint8_t>(face.code[k] + kRaised);
    const int upper = number >> 4;
    const int lower = number & 15;
    std::uint8_t& both = group.codes[coarse_place(place, k)];
    both = static_cast<std::uint8_t>(k % kCoarseTogether < kCodesTogether ? (both & 0xF0) | upper
                                                                          : (both & 0x0F) | upper << 4);
    fine[k % fine.size()] |= static_cast<std::uint8_t>(k < fine.size() ? lower : lower << 4);
    square += std::pow(middle_of(upper), 2);
  }
  const auto step = static_cast<double>(face.step);
  group.steps[place] = face.step;
  group.squares[place] = static_cast<float>(step * step * square);
}

float coarse_error_of(float step, const FineCodes& fine) {
  float square = 0;  // exact: quarters, at most 7,200
  for (const std::uint8_t both : fine) {
    const float first = static_cast<float>(both & 15) - kMiddle;
    const float second = static_cast<float>(both >> 4) - kMiddle;
    square += first * first + second * second;
  }
  return step * std::sqrt(square);
}

std::array<std::int8_t, Embedding::kSize> whole_codes(const CoarseGroup& group, std::size_t place,
                                                      const FineCodes& fine) {
  std::array<std::uint8_t, Embedding::kSize> upper;
  for (std::size_t k = 0; k < Embedding::kSize; k += kCoarseTogether) {
    std::uint32_t both;
    std::memcpy(&both, group.codes.data() + coarse_place(place, k), sizeof both);
    const std::uint32_t first = both & kLowerHalves;
    const std::uint32_t second = both >> 4 & kLowerHalves;
    std::memcpy(upper.data() + k, &first, sizeof first);
    std::memcpy(upper.data() + k + kCodesTogether, &second, sizeof second);
  }
  std::array<std::int8_t, Embedding::kSize> codes;
  for (std::size_t k = 0; k < fine.size(); ++k) {
    codes[k] = static_cast<std::int8_t>((upper[k] << 4 | (fine[k] & 15)) - kRaised);
    codes[k + fine.size()] = static_cast<std::int8_t>((upper[k + fine.size()] << 4 | fine[k] >> 4) - kRaised);
  }
  return codes;
}

}  // namespace facefs
