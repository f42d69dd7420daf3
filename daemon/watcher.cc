// SPDX-License-Identifier: Apache-2.0
#include "daemon/watcher.h"

#include <fnmatch.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "index/photo_file.h"
#include "index/snapshot.h"

namespace facefs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kFinished = 300ms;   // after a close or a move: copiers set times and modes just after
constexpr auto kAppeared = 1500ms;  // no close seen yet: perhaps still being written, perhaps a hard link
constexpr auto kVanished = 1000ms;  // later than the new name of a renamed file, so that its photo is never without one
constexpr auto kPollEvery = 60s;
constexpr auto kRescanEvery = 3600s;
constexpr std::size_t kMostPending = 2000;  // photos found and not read yet, before scanning goes on
constexpr std::size_t kEventBytes = 64 << 10;

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

bool is_below(std::string_view path, const std::string& folder) {
  return path.starts_with(folder + "/");
}

}  // namespace

bool has_photo_extension(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kExtensions = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"};
  const auto ends_like = [name](std::string_view extension) {
    return name.size() > extension.size() &&
           std::equal(extension.begin(), extension.end(), name.end() - static_cast<std::ptrdiff_t>(extension.size()),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b); });
  };
  return std::any_of(kExtensions.begin(), kExtensions.end(), ends_like);
}

Watcher::Watcher(asio::io_context& loop, const Gallery& gallery, Ledger& ledger, WatchRules rules, WatcherLinks links)
    : loop_(loop),
      gallery_(gallery),
      ledger_(ledger),
      rules_(std::move(rules)),
      links_(std::move(links)),
      inotify_(loop),
      settle_timer_(loop),
      poll_timer_(loop),
      scan_timer_(loop) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0)
    throw std::system_error(errno, std::generic_category(), "inotify_init1 (see fs.inotify.max_user_instances)");
  inotify_.assign(descriptor);
}

void Watcher::start() {
  listen();
  rescan();
  poll_later();
}

void Watcher::rescan() {
  full_scan_ = true;
  last_full_scan_ = Clock::now();
  scanned_.clear();
  const Token token = ledger_.begin(Ledger::Work::other);
  for (const std::string& root : gallery_.roots()) scan_later(root, token);
}

// --- events ---

void Watcher::listen() {
  inotify_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    drain();
    listen();
  });
}

void Watcher::drain() {
  alignas(inotify_event) std::array<std::byte, kEventBytes> bytes;
  ssize_t count;
  while ((count = ::read(inotify_.native_handle(), bytes.data(), bytes.size())) > 0)
    for (const FileEvent& event : inotify_events({bytes.data(), static_cast<std::size_t>(count)})) on_event(event);
}

void Watcher::on_event(const FileEvent& event) {
  if (event.kind == FileEvent::Kind::overflowed) return rescan();
  const auto known = folder_of_.find(event.watch);
  if (known == folder_of_.end()) return;  // of a watch that was dropped meanwhile
  const std::string folder = known->second;
  if (event.kind == FileEvent::Kind::watch_dropped) {
    folder_of_.erase(known);
    if (const auto watch = watch_of_.find(folder); watch != watch_of_.end() && watch->second == event.watch)
      watch_of_.erase(watch);
  } else if (event.kind == FileEvent::Kind::watch_gone) {
    if (is_root(folder)) scan_later(folder, ledger_.begin(Ledger::Work::other));  // finds it offline
  } else {
    on_name(folder, event);
  }
}

void Watcher::on_name(const std::string& folder, const FileEvent& event) {
  const std::string path = folder + "/" + event.name;
  if (event.name == ".nomedia" || event.name == ".nofaces")
    return scan_later(folder, ledger_.begin(Ledger::Work::other));
  if (is_left_out(path)) return;
  switch (event.kind) {
    case FileEvent::Kind::folder_appeared:
      return scan_later(path, ledger_.begin(Ledger::Work::other));
    case FileEvent::Kind::folder_vanished:
      return touch(path, kVanished);
    case FileEvent::Kind::appeared:
      return touch(path, kAppeared);
    case FileEvent::Kind::vanished:
      return touch(path, kVanished);
    default:
      return touch(path, kFinished);
  }
}

void Watcher::look_again(const std::string& path, Token token) {
  touch(path, kFinished, std::move(token));
}

void Watcher::touch(const std::string& path, std::chrono::milliseconds quiet, Token token) {
  const bool photo = has_photo_extension(path);
  if (!photo && !watch_of_.contains(path)) return;
  if (!token) token = ledger_.begin(photo ? Ledger::Work::photo : Ledger::Work::other);
  settling_.touch(path, Clock::now() + quiet, std::move(token));
  arm_settle_timer();
}

void Watcher::arm_settle_timer() {
  const auto next = settling_.next();
  if (!next) return;
  settle_timer_.expires_at(*next);
  settle_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    for (auto& settled : settling_.take(Clock::now())) look(settled.key, std::move(settled.token));
    arm_settle_timer();
  });
}

/// What stands under that name now decides, not what the event was.
void Watcher::look(const std::string& path, Token token) {
  const auto stamp = stamp_at(path);
  if (is_folder(path)) return scan_later(path, std::move(token));
  if (watch_of_.contains(path)) drop_folder(path, token);
  if (!has_photo_extension(path)) return;
  const auto* found = std::get_if<FileStamp>(&stamp);
  if (!found) return links_.path_gone(path, std::move(token));
  const Snapshot snapshot(gallery_);
  const auto folder = snapshot.folder_at(parent_of(path));
  const auto known = folder ? snapshot.path({*folder, path.substr(path.rfind('/') + 1)}) : std::nullopt;
  if (!known || !(known->stamp == *found)) links_.to_read(path, std::move(token));
}

// --- scanning ---

void Watcher::scan_later(const std::string& folder, Token token) {
  to_scan_.emplace_back(folder, std::move(token));
  if (scanning_) return;
  scanning_ = true;
  post_scan();
}

void Watcher::post_scan() {
  asio::post(loop_, [this, alive = std::weak_ptr<const bool>(alive_)] {
    if (!alive.expired()) scan_next();
  });
}

void Watcher::scan_next() {
  if (to_scan_.empty()) {
    scanning_ = false;
    return links_.state_changed();
  }
  if (ledger_.photos() > kMostPending) return scan_when_less_is_pending();
  auto [folder, token] = std::move(to_scan_.front());
  to_scan_.pop_front();
  scan(folder, token);
  if (to_scan_.empty() && full_scan_) remove_unscanned(token);
  post_scan();
}

void Watcher::scan_when_less_is_pending() {
  scan_timer_.expires_after(50ms);
  scan_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) scan_next();
  });
}

void Watcher::scan(const std::string& folder, Token token) {
  if (is_root(folder)) {
    if (root_is_offline(folder)) {
      offline_.insert(folder);
      return;
    }
    offline_.erase(folder);
  }
  if (!is_folder(folder)) return drop_folder(folder, std::move(token));
  if (exists(folder + "/.nomedia") || exists(folder + "/.nofaces")) {
    watch(folder);  // the mark may be taken away again
    scanned_.insert(folder);
    return links_.folder_gone(folder, std::move(token));
  }
  if (!watch(folder)) unwatched_.insert(folder);
  scanned_.insert(folder);
  scan_entries(folder, token);
}

bool Watcher::watch(const std::string& folder) {
  const int number = ::inotify_add_watch(inotify_.native_handle(), folder.c_str(), inotify_mask());
  if (number < 0) return errno != ENOSPC && errno != ENOMEM;  // gone or forbidden is no lack of watches
  folder_of_[number] = folder;
  watch_of_[folder] = number;
  unwatched_.erase(folder);
  return true;
}

void Watcher::scan_entries(const std::string& folder, const Token& token) {
  std::map<std::string, FileStamp> known;
  {
    const Snapshot snapshot(gallery_);
    if (const auto id = snapshot.folder_at(folder))
      snapshot.each_path_in(*id,
                            [&](const std::string& name, const PathRecord& record) { known[name] = record.stamp; });
  }
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string path = entry.path().string();
    const std::string name = entry.path().filename().string();
    if (is_left_out(path)) continue;
    const auto type = entry.symlink_status(error).type();
    if (type == std::filesystem::file_type::directory) scan_later(path, token);
    if (type != std::filesystem::file_type::regular || !has_photo_extension(name)) continue;
    const auto stamp = stamp_at(path);
    const auto* found = std::get_if<FileStamp>(&stamp);
    const auto before = known.extract(name);
    if (found && (before.empty() || !(before.mapped() == *found)))
      touch(path, 0ms, ledger_.begin(Ledger::Work::photo, token));
  }
  if (error) return;  // a listing that broke off proves nothing gone
  for (const auto& [name, stamp] : known)
    touch(folder + "/" + name, kVanished, ledger_.begin(Ledger::Work::photo, token));
}

void Watcher::remove_unscanned(Token token) {
  full_scan_ = false;
  std::vector<std::string> gone;
  Snapshot(gallery_).each_folder([&](FolderId, std::string_view path) {
    const std::string folder(path);
    const bool away = std::any_of(offline_.begin(), offline_.end(),
                                  [&](const auto& root) { return folder == root || is_below(folder, root); });
    if (!away && !scanned_.contains(folder)) gone.push_back(folder);
  });
  for (const std::string& folder : gone) drop_folder(folder, token);
}

void Watcher::drop_folder(const std::string& folder, Token token) {
  forget_watches_below(folder);
  links_.folder_gone(folder, std::move(token));
}

void Watcher::forget_watches_below(const std::string& folder) {
  for (auto watch = watch_of_.lower_bound(folder); watch != watch_of_.end() && watch->first.starts_with(folder);) {
    if (watch->first != folder && !is_below(watch->first, folder)) {
      ++watch;
      continue;
    }
    // A folder that was moved has the same watch under its new name: then the number is no longer this one's.
    const auto owner = folder_of_.find(watch->second);
    if (owner != folder_of_.end() && owner->second == watch->first) {
      ::inotify_rm_watch(inotify_.native_handle(), watch->second);
      folder_of_.erase(owner);
    }
    unwatched_.erase(watch->first);
    watch = watch_of_.erase(watch);
  }
}

// --- roots, rules, polling ---

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

bool Watcher::is_left_out(const std::string& path) const {
  const std::string name = path.substr(path.rfind('/') + 1);
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
  poll_timer_.expires_after(offline_.empty() ? kPollEvery : 5s);
  poll_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const Token token = ledger_.begin(Ledger::Work::other);
    if (Clock::now() - last_full_scan_ >= kRescanEvery) rescan();
    for (const std::string& folder : std::set<std::string>(unwatched_)) scan_later(folder, token);
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
