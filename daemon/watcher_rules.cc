// SPDX-License-Identifier: Apache-2.0
// Which roots are there, what is left out, and what is looked at by the clock because nothing tells of it.
#include <fnmatch.h>

#include <algorithm>

#include "daemon/watched_path.h"
#include "daemon/watcher.h"
#include "index/snapshot.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kPollEvery = 60s;
constexpr auto kOfflineEvery = 5s;
constexpr auto kRescanEvery = 3600s;

}  // namespace

bool Watcher::is_root(const std::string& path) const {
  return std::find(gallery_.roots().begin(), gallery_.roots().end(), path) != gallery_.roots().end();
}

bool Watcher::knows_photos_below(const std::string& root) const {
  bool any = false;
  const Snapshot snapshot(gallery_);
  snapshot.each_folder([&](FolderId id, std::string_view path) {
    if (path == root || is_below(path, root))
      snapshot.each_path_in(id, [&](const std::string&, const PathRecord&) { any = true; });
  });
  return any;
}

/// An unplugged disk leaves nothing, or an empty folder where it was mounted. Neither means that its photos are
/// deleted: a root that was emptied by hand while facefs watched has been told file by file.
bool Watcher::root_is_offline(const std::string& root) const {
  std::error_code error;
  const bool empty = !is_folder(root) || std::filesystem::is_empty(root, error) || error;
  return empty && (!is_folder(root) || knows_photos_below(root));
}

bool Watcher::is_marked(const std::string& folder) const {
  for (std::string at = folder;; at = folder_part(at)) {
    if (path_exists(at + "/.nomedia") || path_exists(at + "/.nofaces")) return true;
    if (is_root(at) || at.empty()) return false;
  }
}

bool Watcher::is_left_out(const std::string& path) const {
  const std::string name = name_part(path);
  if (name.starts_with('.')) return true;
  if (std::find(rules_.never.begin(), rules_.never.end(), path) != rules_.never.end()) return true;
  for (const std::string& root : gallery_.roots()) {
    if (!is_below(path, root)) continue;
    const std::string below = path.substr(root.size() + 1);
    for (const std::string& glob : rules_.exclude)
      if (::fnmatch(glob.c_str(), below.c_str(), 0) == 0 || ::fnmatch(glob.c_str(), name.c_str(), 0) == 0) return true;
  }
  return false;
}

void Watcher::poll_later() {
  poll_timer_.expires_after(offline_.empty() ? kPollEvery : kOfflineEvery);
  poll_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const Token token = ledger_.begin(Ledger::Kind::other);
    if (Clock::now() - last_full_scan_ >= kRescanEvery) rescan();
    for (const std::string& folder : std::set<std::string>(unwatched_)) scan_later(folder, token);
    for (const std::string& folder : std::set<std::string>(unlisted_)) scan_later(folder, token);
    for (const std::string& root : std::set<std::string>(offline_)) scan_later(root, token);
    poll_later();
  });
}

std::vector<RootState> Watcher::roots() const {
  std::vector<RootState> states;
  for (const std::string& root : gallery_.roots()) {
    const bool polled = std::any_of(unwatched_.begin(), unwatched_.end(),
                                    [&](const auto& f) { return f == root || is_below(f, root); });
    states.push_back({root, offline_.contains(root) ? "offline" : polled ? "polled" : "watched"});
  }
  return states;
}

std::vector<std::string> Watcher::problems() const {
  std::vector<std::string> problems;
  if (!unwatched_.empty())
    problems.push_back(
        std::to_string(unwatched_.size()) +
        " folders got no inotify watch and are looked at once a minute: raise fs.inotify.max_user_watches");
  for (const std::string& root : offline_)
    problems.push_back(root + " is empty or not there; its photos are kept until it is back");
  return problems;
}

}  // namespace facefs
