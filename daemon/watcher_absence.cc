// SPDX-License-Identifier: Apache-2.0
// What is not where it was: roots and mounts that are away, photos that a scan did not find.
#include <algorithm>
#include <array>

#include "daemon/always.h"
#include "daemon/remembered_mounts.h"
#include "daemon/watcher.h"
#include "fuse/mount_table.h"
#include "index/storage/paths.h"
#include "index/storage/snapshot.h"
#include "system/path_parts.h"

namespace facefs {
namespace {

namespace asio = boost::asio;

/// What a disk has that holds no photos, and what lies in a mount point by itself.
bool says_nothing(const std::string& name) {
  static constexpr std::array<std::string_view, 4> kNames = {"lost+found", "System Volume Information", "$RECYCLE.BIN",
                                                             "RECYCLER"};
  return name.starts_with('.') || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// One that may not be listed is not: what is in it is there, but unseen.
bool is_bare(const PhotoFolders& folders, const std::string& root) {
  bool is_bare = true;
  const int error =
      folders.each_entry(root, [&](const FolderEntry& entry) { is_bare = is_bare && says_nothing(entry.name); });
  return is_bare && error != EACCES;
}

bool is_mounted(const std::string& folder) {
  return mount_at(mount_table(), folder).has_value();
}

}  // namespace

std::vector<Absences::Absent> Watcher::known_folders_at(const std::string& folder) const {
  std::vector<Absences::Absent> known;
  const Snapshot snapshot(gallery_);
  Paths(snapshot).each_folder([&](FolderId id, std::string_view path) {
    if (path != folder && !is_below(path, folder)) return;
    known.push_back({std::string(path), true, 0});
    Paths(snapshot).each_in(id, [&](const std::string&, const PathRecord&) { ++known.back().photos; });
  });
  return known;
}

std::uint64_t Watcher::known_photos_below(const std::string& folder) const {
  std::uint64_t count = 0;
  for (const Absences::Absent& known : known_folders_at(folder)) count += known.photos;
  return count;
}

/// An unplugged disk leaves nothing, or a bare folder where it was mounted. Neither means that its photos are deleted:
/// a root that was emptied by hand while facefs watched has been told file by file.
bool Watcher::root_is_offline(const std::string& root) const {
  if (folders_.is_hidden(root)) return false;  // a folder above it may not be entered
  return !folders_.is_folder(root) || (is_bare(folders_, root) && known_photos_below(root) > 0);
}

/// Below a root or a mount that is away nothing is gone, whoever looks.
bool Watcher::is_away(const std::string& path) {
  for (const std::string& root : folders_.roots())
    if ((path == root || is_below(path, root)) && !offline_.contains(root) && root_is_offline(root)) went_away(root);
  return std::any_of(offline_.begin(), offline_.end(),
                     [&](const auto& folder) { return path == folder || is_below(path, folder); });
}

void Watcher::went_away(const std::string& folder) {
  if (!offline_.insert(folder).second) return;
  poll_later();  // more often now
  links_.state_changed();
}

/// Whether a root or mount is there to be scanned.
bool Watcher::is_back(const std::string& folder) {
  if (is_root(folder) ? root_is_offline(folder) : offline_.contains(folder) && !is_mounted(folder)) {
    went_away(folder);
    return false;
  }
  if (offline_.erase(folder) > 0) links_.state_changed();
  return true;
}

/// A mount somewhere in a root went: what was in it is away, not deleted.
void Watcher::unmounted(const std::string& folder) {
  forget_watches_below(folder);
  if (is_root(folder)) return scan_later(folder, ledger_.begin(Ledger::Kind::other));
  if (known_photos_below(folder) > 0 && !is_mounted(folder)) went_away(folder);
}

void Watcher::decide_about_absences(const Token& token) {
  if (!absences_.has_missed()) return;  // as after most scans: to count a root's photos is to walk through all of them
  for (const std::string& root : folders_.roots()) {
    const std::uint64_t held = absences_.photos_held(root);
    drop(absences_.decide(root, known_photos_below(root)), token);
    if (absences_.photos_held(root) != held) links_.state_changed();
  }
}

void Watcher::drop(const std::vector<Absences::Absent>& gone, const Token& token) {
  for (const Absences::Absent& absent : gone)
    if (absent.is_folder)
      drop_folder(absent.path, token);
    else
      touch(absent.path, kVanished, ledger_.begin(Ledger::Kind::photo, token));
}

bool Watcher::accept(const std::string& folder, const Token& token) {
  std::vector<Absences::Absent> gone = absences_.accept(folder);
  for (const std::string& away : std::set<std::string>(offline_))
    if (away == folder || is_below(away, folder)) {
      offline_.erase(away);
      gone.push_back({away, true, 0});
      scan_later(away, token);  // other photos may stand there by now
    }
  drop(gone, token);
  remember_mounts();
  links_.state_changed();
  return !gone.empty();
}

/// The kernel marks the list of mounts when one comes or goes.
void Watcher::listen_to_mounts() {
  if (!mounts_.is_open()) return;
  mounts_.async_wait(asio::posix::stream_descriptor::wait_error, [this](const boost::system::error_code& error) {
    if (!error) always_then([this] { on_mounts_changed(); }, [this] { listen_to_mounts(); });
  });
}

std::set<std::string> Watcher::mount_points_of_roots() const {
  std::set<std::string> points;
  for (const Mount& mount : mount_table())
    for (const std::string& root : folders_.roots())
      if (mount.path == root || is_below(mount.path, root) || is_below(root, mount.path)) points.insert(mount.path);
  return points;
}

/// A disk that was below a root before the start and is not now is away, like one that went while facefs watched.
void Watcher::take_up_mounts() {
  mount_points_ = mount_points_of_roots();
  for (const std::string& before : mounts_in_text(Snapshot(gallery_).text("mounts_below")))
    if (!mount_points_.contains(before) && known_photos_below(before) > 0) went_away(before);
  remember_mounts();
}

void Watcher::remember_mounts() {
  std::set<std::string> below;
  for (const auto* points : {&mount_points_, &offline_})
    for (const std::string& point : *points)
      if (std::any_of(folders_.roots().begin(), folders_.roots().end(),
                      [&](const std::string& root) { return is_below(point, root); }))
        below.insert(point);
  links_.mounts_changed(below);
}

void Watcher::on_mounts_changed() {
  std::set<std::string> now = mount_points_of_roots();
  if (now == mount_points_) return;
  for (const std::string& before : mount_points_)
    if (!now.contains(before)) unmounted(before);
  mount_points_ = std::move(now);
  remember_mounts();
  rescan();
}

/// What may be back: looked at often, and before anybody is told that all is done.
void Watcher::look_at_absent(const Token& token) {
  for (const std::string& folder : std::set<std::string>(offline_)) scan_later(folder, token);
  for (const std::string& root : folders_.roots())
    if (const std::string path = absences_.example(root); !path.empty() && folders_.exists(path)) return rescan(token);
}

}  // namespace facefs
