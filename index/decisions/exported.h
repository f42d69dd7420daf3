// SPDX-License-Identifier: Apache-2.0
// What the user said as JSON, for another machine or for reading: names, reference photos, decisions and pins, in the
// order in which they were said, without what was revoked or undone. Pure; docs/gallery-format.md has the keys.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "index/decisions/decision_log.h"

namespace facefs {

nlohmann::ordered_json exported(const std::vector<LogEntry>& lines);

/// What an export's text says. Throws std::runtime_error with a sentence where it is none.
nlohmann::ordered_json exported_in(std::string_view text);

/// Throws std::runtime_error with a sentence where it is no export of this version.
std::vector<LogEntry> imported(const nlohmann::ordered_json& json);

/// That person's reference photos as the user called them, in the order in which they began to teach; none in an export
/// of an earlier facefs. Throws likewise.
std::vector<std::string> references_in_order(const nlohmann::ordered_json& json, PersonId person);

}  // namespace facefs
