// SPDX-License-Identifier: Apache-2.0
// Makes the line about facefsd that `systemctl status` shows, out of status.json. It has the state, how far facefsd has
// come, how many problems there are and the first of them. It is for people to read. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace facefs {

std::string status_sentence(const nlohmann::ordered_json& status);

}  // namespace facefs
