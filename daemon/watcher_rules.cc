// SPDX-License-Identifier: Apache-2.0
// Tells how the roots are, and looks by the clock at folders whose changes nothing tells.
#include <algorithm>

#include "daemon/always.h"
#include "daemon/known_below.h"
#include "daemon/polled_folder.h"
#include "daemon/watcher.h"
#include "system/path_parts.h"
#include "system/text.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kPollEvery = 60s;
constexpr auto kOfflineEvery = 5s;

std::string how_to_accept(const std::string& folder) {
  return " (if they are gone for good: facefs roots accept " + shell_word(folder) + ")";
}

std::string sentence_of_offline(const std::string& folder, bool has_photos) {
  return folder + (has_photos ? " is empty or not there; its photos are kept until it is back" + how_to_accept(folder)
                              : " is not there: plug it in, make it, or take it out of roots");
}

std::string sentence_of_held_back(const std::string& root, std::uint64_t photos) {
  return std::to_string(photos) + " photos of " + root + " were not found at once; they are kept until they are back" +
         how_to_accept(root);
}

}  // namespace

/// Tells whether a folder must be looked through. One that other machines change is, when its state is another one, and
/// at the hourly scan.
bool Watcher::has_changed_since_it_was_polled(const std::string& folder) {
  if (!is_changed_by_others(folders_, folder)) {
    foreign_.erase(folder);
    return true;
  }
  const std::uint64_t now = polled_state_of(folders_, folder);
  const std::uint64_t before = std::exchange(foreign_[folder], now);
  return full_scan_ || now != before;
}

/// Tells whether a file is to be read, by its name or its first bytes. Counts pictures and films that are not.
bool Watcher::is_to_be_read(const std::string& path) {
  if (has_photo_extension(path)) return true;
  const FileKind kind = may_be_photo(path) ? kind_of_file(folders_.open(path)) : FileKind::unknown;
  unread_has_changed_ = unread_.found(path, kind) || unread_has_changed_;
  return is_read(kind);
}

void Watcher::poll_later() {
  poll_timer_.expires_after(std::min<Clock::duration>(away_.all().empty() ? kPollEvery : kOfflineEvery, again_every_));
  poll_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) always_then([this] { poll(); }, [this] { poll_later(); });
  });
}

void Watcher::poll() {
  const Token token = ledger_.begin(Ledger::Kind::other);
  if (Clock::now() - tried_again_ >= again_every_) try_again();
  for (const auto* folders : {&unwatched_, &unlisted_})
    for (const std::string& folder : std::set<std::string>(*folders)) scan_later(folder, token);
  for (const auto& [folder, changed] : foreign_) scan_later(folder, token);
  look_at_absent(token);
}

std::vector<RootState> Watcher::roots() const {
  std::vector<RootState> states;
  for (const std::string& root : folders_.roots()) {
    const auto has_any = [&](const std::set<std::string>& folders) {
      return std::any_of(folders.begin(), folders.end(), [&](const auto& f) { return is_at_or_below(f, root); });
    };
    const auto foreign = foreign_.lower_bound(root);
    const bool is_foreign = foreign != foreign_.end() && is_at_or_below(foreign->first, root);
    const bool is_polled = has_any(unwatched_) || is_foreign;
    states.push_back({root, away_.holds(root)          ? "offline"
                            : unlisted_.contains(root) ? "unreadable"
                            : is_polled                ? "polled"
                                                       : "watched"});
  }
  return states;
}

std::vector<std::string> Watcher::problems() const {
  std::vector<std::string> problems;
  if (!unwatched_.empty())
    problems.push_back(
        std::to_string(unwatched_.size()) +
        " folders got no inotify watch and are looked at once a minute: raise fs.inotify.max_user_watches");
  for (const std::string& folder : unlisted_)
    problems.push_back(folder + " cannot be listed, so no photo of it is seen: give facefs permission to read it");
  for (const std::string& folder : away_.all())
    problems.push_back(sentence_of_offline(folder, photos_known_at(gallery_, folder) > 0));
  for (const std::string& root : folders_.roots())
    if (const std::uint64_t held = absences_.photos_held(root); held > 0)
      problems.push_back(sentence_of_held_back(root, held));
  return problems;
}

}  // namespace facefs
