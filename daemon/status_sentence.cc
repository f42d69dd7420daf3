// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_sentence.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "system/text.h"

namespace facefs {
namespace {

using Json = nlohmann::ordered_json;

std::string counted(std::uint64_t number, const std::string& one, const std::string& many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string progress_in(const Json& status) {
  const auto pending = status.at("pending").get<std::uint64_t>();
  const auto done = status.at("read").get<std::uint64_t>();
  if (pending == 0)
    return counted(status.at("photos").get<std::uint64_t>(), "photo", "photos") + ", " +
           counted(status.at("people").get<std::uint64_t>(), "person", "people");
  const long speed = std::lround(status.at("photos_per_second").get<double>());
  return std::to_string(done) + " of " + counted(done + pending, "photo", "photos") +
         (speed > 0 ? ", " + counted(static_cast<std::uint64_t>(speed), "photo/s", "photos/s") : "");
}

/// Returns how many faces the networks of today have made, while there are others.
std::string rereading_in(const Json& status) {
  const auto left = status.value("faces_to_read_again", std::uint64_t{0});
  const auto faces = std::max(status.value("faces", left), left);
  if (left == 0) return "";
  return ", " + std::to_string(faces - left) + " of " + counted(faces, "face sees", "faces see") + " with the new eye";
}

std::string problems_in(const Json& problems) {
  if (problems.empty()) return "";
  return "; " + counted(problems.size(), "problem", "problems") + ": " +
         escaped(bytes_of_json_string(problems.at(0).get<std::string>()));
}

}  // namespace

std::string status_sentence(const Json& status) {
  return status.at("state").get<std::string>() + ": " + progress_in(status) + rereading_in(status) +
         problems_in(status.at("problems"));
}

}  // namespace facefs
