// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/acts.h"

#include <type_traits>

#include "index/decisions/act_context.h"

namespace facefs {

Applied apply(Update& update, DecisionLog& log, const Act& act) {
  const ActContext in{update, log, act.actor};
  return std::visit(
      [&](const auto& deed) -> Applied {
        if constexpr (std::is_void_v<decltype(apply(in, deed))>) {
          apply(in, deed);
          return {};
        } else {
          return apply(in, deed);
        }
      },
      act.deed);
}

std::uint64_t last_forgetting(const DecisionLog& log) {
  std::uint64_t last = 0;
  log.each_after(0, [&](const LogEntry& line) {
    if (line.verb == Verb::forget) last = line.seq;
  });
  return last;
}

}  // namespace facefs
