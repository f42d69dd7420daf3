// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_board.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "index/storage/foreign_faces.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/snapshot.h"
#include "system/path_parts.h"
#include "system/text.h"

namespace facefs {
namespace {

using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;

std::size_t shown_people(const Snapshot& snapshot) {
  std::size_t count = 0;
  for (const Person& person : People(snapshot).all()) count += People(snapshot).is_shown(person.id) ? 1 : 0;
  return count;
}

}  // namespace

void StatusBoard::set_roots(std::vector<RootState> roots) {
  const std::lock_guard lock(mutex_);
  roots_ = std::move(roots);
}

void StatusBoard::set_unread(std::map<std::string, std::size_t> counts) {
  const std::lock_guard lock(mutex_);
  unread_ = std::move(counts);
}

void StatusBoard::set_away(std::set<std::string> folders) {
  const std::lock_guard lock(mutex_);
  away_ = std::move(folders);
}

bool StatusBoard::is_away(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(away_.begin(), away_.end(),
                     [&](const std::string& folder) { return is_at_or_below(path, folder); });
}

void StatusBoard::set_problems(const std::string& source, std::vector<std::string> sentences) {
  const std::lock_guard lock(mutex_);
  problems_[source] = std::move(sentences);
}

Json StatusBoard::status() const {
  const Snapshot snapshot(gallery_);
  const std::size_t pending = ledger_.photos();
  const std::uint64_t photos = snapshot.counter("photos");
  const std::uint64_t read = photos + snapshot.counter("failed");
  const std::lock_guard lock(mutex_);
  Json problems = Json::array();
  for (const auto& [source, sentences] : problems_)
    for (const std::string& sentence : sentences) problems.push_back(json_string(sentence));
  Json roots = Json::array();
  for (const RootState& root : roots_) roots.push_back({{"path", json_string(root.path)}, {"state", root.state}});
  const double speed = speed_.at(Clock::now(), read);
  Json json;
  const auto broken = problems_.find("vision");
  const auto refused = problems_.find("writer");
  const bool degraded = (broken != problems_.end() && !broken->second.empty()) ||
                        (refused != problems_.end() && !refused->second.empty());
  json["state"] = !started_ ? "starting" : degraded ? "degraded" : ledger_.is_idle() ? "idle" : "indexing";
  json["photos"] = photos;
  json["read"] = read;
  json["faces"] = snapshot.counter("faces");
  json["faces_to_read_again"] = ForeignFaces(snapshot).count();
  json["people"] = shown_people(snapshot);
  json["pending"] = pending;
  json["failed"] = Paths(snapshot).failures();
  json["embedded"] = snapshot.counter("embedded");
  json["computed"] = computed_.load();
  json["photos_per_second"] = std::round(speed * 10) / 10;
  json["seconds_left"] = speed > 0 ? Json(std::lround(static_cast<double>(pending) / speed)) : Json(nullptr);
  json["roots"] = roots;
  json["unread"] = unread_;
  json["problems"] = problems;
  return json;
}

}  // namespace facefs
