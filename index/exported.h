// SPDX-License-Identifier: Apache-2.0
// What the user said as JSON, for another machine or for reading: names, decisions and pins, in the order in which they
// were said, without what was revoked or undone. Pure; docs/gallery-format.md has the keys.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "index/decision_log.h"

namespace facefs {

nlohmann::ordered_json exported(const std::vector<LogEntry>& lines);

/// Throws std::runtime_error with a sentence where it is no export of this version.
std::vector<LogEntry> imported(const nlohmann::ordered_json& json);

}  // namespace facefs
