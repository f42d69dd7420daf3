// SPDX-License-Identifier: Apache-2.0
// decisions.log in sentences, one for each group of acts: "rm: 3 photos are not Joey (a.jpg, b.jpg, c.jpg)". Pure,
// except that it reads the log.
#pragma once

#include <string>
#include <vector>

#include "index/decisions/decision_log.h"

namespace facefs {

struct LogSentence {
  std::uint64_t group = 0;
  std::uint64_t time_ns = 0;  ///< of its last act
  std::string program;
  std::string sentence;
  bool undone = false;
};

/// Returns the sentences in the order in which their groups were begun.
std::vector<LogSentence> sentences_of(const DecisionLog& log);

}  // namespace facefs
