// SPDX-License-Identifier: Apache-2.0
// Scans folder by folder, and compares what is there with what the gallery knows.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>

#include "daemon/always.h"
#include "daemon/known_below.h"
#include "daemon/watcher.h"
#include "index/storage/paths.h"
#include "index/storage/snapshot.h"
#include "system/path_parts.h"

namespace facefs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t kMostPending = 2000;  // photos found and not read yet, before scanning goes on

}  // namespace

void Watcher::rescan(Token cause) {
  full_scan_ = true;
  scanned_.clear();
  unread_.clear();
  const Token token = ledger_.begin(Ledger::Kind::other, std::move(cause));
  for (const std::string& root : folders_.roots()) scan_later(root, token);
}

void Watcher::try_again() {
  trying_again_ = true;
  tried_again_ = Clock::now();
  const Token token = ledger_.begin(Ledger::Kind::other);
  links_.trying_again(token);
  rescan(token);
}

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
  always_then([this] { scan_first(); }, [this] { post_scan(); });
}

void Watcher::scan_first() {
  auto [folder, token] = std::move(to_scan_.front());
  to_scan_.pop_front();
  scan(folder, token);
  if (!to_scan_.empty()) return;
  if (full_scan_) find_unscanned();
  decide_about_absences(token);
}

void Watcher::scan_when_less_is_pending() {
  scan_timer_.expires_after(50ms);
  scan_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) scan_next();
  });
}

void Watcher::scan(const std::string& folder, Token token) {
  if (!away_.is_there(folder)) return;
  if (folders_.is_hidden(folder)) {
    unlisted_.insert(folders_.is_root(folder) ? folder : folder_part(folder));
    return;
  }
  if (!folders_.is_folder(folder)) {
    if (!away_.is_away(folder) && !absences_.holds(folder)) drop_folder(folder, std::move(token));
    return;
  }
  absences_.found(folder);
  if (left_out_.by_a_mark(folder)) {
    forget_watches_below(folder);
    unread_.folder_gone(folder);
    watch(folder);  // the mark may be taken away again
    scanned_.insert(folder);
    return links_.folder_gone(folder, std::move(token));
  }
  watch(folder);
  scanned_.insert(folder);
  if (!has_changed_since_it_was_polled(folder)) return;
  drop_vanished_subfolders(folder);
  scan_entries(folder, token);
}

/// Drops what was watched or polled below a folder and is not there any more: another folder may have taken its name.
void Watcher::drop_vanished_subfolders(const std::string& folder) {
  std::vector<std::string> known = watches_.below(folder);
  std::copy_if(unwatched_.begin(), unwatched_.end(), std::back_inserter(known),
               [&](const std::string& path) { return path != folder && is_at_or_below(path, folder); });
  std::sort(known.begin(), known.end());
  std::vector<std::string> gone;
  for (const std::string& path : known)
    if (!folders_.is_folder(path) && !folders_.is_hidden(path) && !away_.holds(path)) gone.push_back(path);
  for (const std::string& path : gone) {
    forget_watches_below(path);
    absences_.missed({path, true, 0});  // also where no photo is known
  }
  for (const std::string& path : gone)
    if (!std::binary_search(gone.begin(), gone.end(), folder_part(path)))
      for (Absences::Absent& absent : folders_known_at(gallery_, path)) absences_.missed(std::move(absent));
}

/// Watches a folder. One for which the kernel has no watch left is looked at by the clock.
void Watcher::watch(const std::string& folder) {
  const FolderWatches::Added added = watches_.add(folder);
  if (added == FolderWatches::Added::watched) unwatched_.erase(folder);
  if (added == FolderWatches::Added::no_watches_left) unwatched_.insert(folder);
}

bool Watcher::is_to_be_tried_again(const Snapshot& snapshot, const FilePlace& place, const PathRecord& record) const {
  if (!trying_again_ || record.photo != kNoPhoto) return false;
  const auto failure = Paths(snapshot).failure(place);
  return failure && may_pass(failure->reason);
}

void Watcher::scan_entries(const std::string& folder, const Token& token) {
  std::map<std::string, FileStamp> known;
  std::set<std::string> failed;
  {
    const Snapshot snapshot(gallery_);
    if (const auto id = Paths(snapshot).folder_at(folder))
      Paths(snapshot).each_in(*id, [&](const std::string& name, const PathRecord& record) {
        known[name] = record.stamp;
        if (is_to_be_tried_again(snapshot, {*id, name}, record)) failed.insert(name);
      });
  }
  unread_.begin_folder(folder);
  const int error = folders_.each_entry(folder, [&](const FolderEntry& entry) {
    const std::string path = folder + "/" + entry.name;
    if (left_out_.by_name(path)) return;
    if (entry.kind == FolderEntry::Kind::folder) scan_later(path, token);
    if (entry.kind != FolderEntry::Kind::photo_file || !is_to_be_read(path)) return;
    const auto before = known.extract(entry.name);
    absences_.found(path);
    if (before.empty() || !(before.mapped() == entry.stamp))
      touch(path, 0ms, ledger_.begin(Ledger::Kind::photo, token));
    else if (failed.contains(entry.name))
      links_.to_read(path, ledger_.begin(Ledger::Kind::photo, token));
  });
  if (error != 0 || !folders_.may_be_entered(folder)) {  // a listing that broke off proves nothing gone, here or below
    unlisted_.insert(folder);
    return;
  }
  unlisted_.erase(folder);
  const std::string prefix = folder + "/";
  for (const auto& [name, stamp] : known) absences_.missed({prefix + name});
}

void Watcher::find_unscanned() {
  full_scan_ = trying_again_ = false;
  std::vector<std::pair<std::string, FolderId>> gone;
  const Snapshot snapshot(gallery_);
  Paths(snapshot).each_folder([&](FolderId id, std::string_view path) {
    const std::string folder(path);
    const auto is_at = [&](const std::string& above) { return is_at_or_below(folder, above); };
    const bool away = away_.covers(folder);
    const bool unseen = std::any_of(unlisted_.begin(), unlisted_.end(), is_at);
    if (!away && !unseen && !scanned_.contains(folder)) gone.emplace_back(folder, id);
  });
  for (const auto& [folder, id] : gone) {
    std::uint64_t photos = 0;
    Paths(snapshot).each_in(id, [&](const std::string&, const PathRecord&) { ++photos; });
    absences_.missed({folder, true, photos});
  }
}

void Watcher::drop_folder(const std::string& folder, Token token) {
  forget_watches_below(folder);
  unread_.folder_gone(folder);
  unread_has_changed_ = true;
  links_.folder_gone(folder, std::move(token));
}

void Watcher::forget_watches_below(const std::string& folder) {
  watches_.drop(folder);
  std::erase_if(unwatched_, [&](const std::string& path) { return is_at_or_below(path, folder); });
}

}  // namespace facefs
