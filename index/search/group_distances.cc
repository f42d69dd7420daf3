// SPDX-License-Identifier: Apache-2.0
#include "index/search/group_distances.h"

namespace facefs {

bool can_run(std::string_view name) {
#ifdef __x86_64__
  if (name == kAvx512Vnni) return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
  if (name == kAvx2) return __builtin_cpu_supports("avx2");
#endif
  return name == kPlain;
}

}  // namespace facefs
