// SPDX-License-Identifier: Apache-2.0
// How far a face is from sixteen others, by the coarse halves of their codes.
//
// AVX-512's VNNI, AVX2 and plain C++ read the same bytes (index/search/coarse_group.h). Which of the three runs is
// decided once. All give the same results, except for a float's last bits. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "index/search/coarse_group.h"

namespace facefs {

/// One way to compute distances. `run` takes `count` groups in a row. It writes the squared distances of the coarse
/// codes from the query's code to `squares`, sixteen a group. It sets a bit in `within` for each that is at most its
/// one in `limits`.
struct CoarseDistances {
  using Run = void (*)(const CodeQuery& query, const CoarseGroup* groups, std::size_t count, const float* limits,
                       float* squares, std::uint16_t* within);
  const char* name;
  Run run;
};
CoarseDistances plain_coarse_distances();
std::optional<CoarseDistances> avx2_coarse_distances();         ///< nothing where the processor has no AVX2
std::optional<CoarseDistances> avx512_vnni_coarse_distances();  ///< nothing where the processor has no VNNI

/// Returns the fastest way that this processor can run.
const CoarseDistances& coarse_distances();

}  // namespace facefs
