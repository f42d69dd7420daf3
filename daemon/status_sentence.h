// SPDX-License-Identifier: Apache-2.0
// What `systemctl status` shows of facefsd, out of status.json: the state, how far it has come, how many problems there
// are and the first of them. One line, for eyes. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace facefs {

std::string status_sentence(const nlohmann::ordered_json& status);

}  // namespace facefs
