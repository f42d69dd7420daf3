// SPDX-License-Identifier: Apache-2.0
#include "daemon/remembered_mounts.h"

#include <nlohmann/json.hpp>

#include "system/text.h"

namespace facefs {

std::string text_of_mounts(const std::set<std::string>& mount_points) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::string& point : mount_points) all.push_back(json_string(point));
  return json_text(all);
}

std::set<std::string> mounts_in_text(std::string_view text) {
  std::set<std::string> points;
  try {
    for (const auto& point : text.empty() ? nlohmann::ordered_json::array() : json_value(std::string(text)))
      points.insert(bytes_of_json_string(point.get<std::string>()));
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return points;
}

}  // namespace facefs
