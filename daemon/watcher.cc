// SPDX-License-Identifier: Apache-2.0
// Takes what the kernel tells, and looks at each name when it has been quiet.
#include "daemon/watcher.h"
#include "daemon/always.h"
#include "index/storage/paths.h"
#include "system/path_parts.h"

namespace facefs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kFinished = 300ms;   // after a close or a move: copiers set times and modes just after
constexpr auto kAppeared = 1500ms;  // no close seen yet: perhaps still being written, perhaps a hard link

}  // namespace

Watcher::Watcher(asio::io_context& loop, const Gallery& gallery, const PhotoFolders& folders, Ledger& ledger,
                 WatchRules rules, WatcherLinks links)
    : loop_(loop),
      gallery_(gallery),
      folders_(folders),
      ledger_(ledger),
      again_every_(rules.again_every),
      left_out_(folders, std::move(rules.left_out)),
      links_(std::move(links)),
      watches_(loop, folders),
      mounts_(loop, folders),
      settle_timer_(loop),
      poll_timer_(loop),
      scan_timer_(loop),
      away_(gallery, folders, [this](AwayFolders::News news) { tell_away(news); }) {}

void Watcher::start() {
  listen();
  take_up_mounts();
  listen_to_mounts();
  try_again();
  poll_later();
}

void Watcher::listen() {
  watches_.when_ready([this] { always_then([this] { drain(); }, [this] { listen(); }); });
}

void Watcher::drain() {
  watches_.drain([this](const FileEvent& event) { on_event(event); });
}

void Watcher::on_event(const FileEvent& event) {
  if (event.kind == FileEvent::Kind::overflowed) return rescan();
  const auto folder = watches_.folder_of(event.watch);
  if (!folder) return;
  if (event.kind == FileEvent::Kind::watch_dropped) {
    watches_.was_dropped(event.watch);
  } else if (event.kind == FileEvent::Kind::unmounted) {
    unmounted(mounts_.point_of(*folder).value_or(*folder));  // told at each watched folder of it, in any order
  } else if (event.kind == FileEvent::Kind::watch_gone) {
    if (!folders_.is_root(*folder)) return;
    forget_watches_below(*folder);  // what happens elsewhere to what was here is no news
    scan_later(*folder, ledger_.begin(Ledger::Kind::other));
  } else {
    on_name(*folder, event);
  }
}

void Watcher::on_name(const std::string& folder, const FileEvent& event) {
  const std::string path = folder + "/" + event.name;
  if (event.name == ".nomedia" || event.name == ".nofaces")
    return scan_later(folder, ledger_.begin(Ledger::Kind::other));
  if (left_out_.by_name(path)) return;
  switch (event.kind) {
    case FileEvent::Kind::folder_appeared:
      return scan_later(path, ledger_.begin(Ledger::Kind::other));
    case FileEvent::Kind::appeared:
      return touch(path, kAppeared);
    case FileEvent::Kind::folder_vanished:
    case FileEvent::Kind::vanished:
      told_gone_.insert(path);
      return touch(path, kVanished);
    default:
      return touch(path, kFinished);
  }
}

void Watcher::look_again(const std::string& path, Token token) {
  touch(path, kFinished, std::move(token));
}

void Watcher::touch(const std::string& path, std::chrono::milliseconds quiet, Token token) {
  const bool photo = may_be_photo(path);
  if (!photo && !watches_.holds(path)) {
    told_gone_.erase(path);
    return;
  }
  if (!token) token = ledger_.begin(photo ? Ledger::Kind::photo : Ledger::Kind::other);
  settling_.touch(path, Clock::now() + quiet, std::move(token));
  arm_settle_timer();
}

void Watcher::arm_settle_timer() {
  const auto next = settling_.next();
  if (!next) return;
  settle_timer_.expires_at(*next);
  settle_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) always_then([this] { look_at_settled(); }, [this] { arm_settle_timer(); });
  });
}

void Watcher::look_at_settled() {
  for (auto& settled : settling_.take(Clock::now())) look(settled.key, std::move(settled.token));
  if (std::exchange(unread_has_changed_, false)) links_.state_changed();
}

/// Looks at what is there now. That decides, not what the event was.
void Watcher::look(const std::string& path, Token token) {
  const auto stamp = folders_.stamp(path);
  const bool is_told = told_gone_.erase(path) > 0;
  if (folders_.is_folder(path)) {
    if (may_be_photo(path)) links_.path_gone(path, token);  // a photo was there before
    return scan_later(path, std::move(token));
  }
  const auto* found = std::get_if<FileStamp>(&stamp);
  if (!found && !is_told && (folders_.is_hidden(path) || away_.is_away(path) || absences_.holds(path))) return;
  absences_.found(path);
  if (watches_.holds(path)) drop_folder(path, token);
  if (!may_be_photo(path)) return;
  if (!found) unread_has_changed_ = unread_.gone(path) || unread_has_changed_;
  if (!found || !is_to_be_read(path)) return links_.path_gone(path, std::move(token));
  const Snapshot snapshot(gallery_);
  const auto known = Paths(snapshot).find_at(path);
  if (left_out_.by_a_mark(folder_part(path))) return;
  if (!known || !(known->stamp == *found)) links_.to_read(path, std::move(token));
}

}  // namespace facefs
