// SPDX-License-Identifier: Apache-2.0
// What the user said as JSON, for another machine or for reading: names, reference photos, decisions and pins. They are
// in the order in which they were said, without what was revoked or undone. Pure; docs/gallery-format.md has the keys.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "index/decisions/decision_log.h"

namespace facefs {

nlohmann::ordered_json exported(const std::vector<LogEntry>& lines);

/// Returns the JSON of an export's text. Throws std::runtime_error with a sentence where it is none.
nlohmann::ordered_json exported_in(std::string_view text);

/// Returns the lines of an export. Throws std::runtime_error with a sentence where it is no export of this version.
std::vector<LogEntry> imported(const nlohmann::ordered_json& json);

/// Returns the user's names of that person's reference photos, in the order in which they began to teach. An export of
/// an earlier facefs has none. Throws std::runtime_error with a sentence where it is no export.
std::vector<std::string> references_in_order(const nlohmann::ordered_json& json, PersonId person);

}  // namespace facefs
