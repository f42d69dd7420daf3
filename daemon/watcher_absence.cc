// SPDX-License-Identifier: Apache-2.0
// Deals with what is not where it was: roots and mounts that are away, photos that a scan did not find.
#include "daemon/always.h"
#include "daemon/known_below.h"
#include "daemon/remembered_mounts.h"
#include "daemon/watcher.h"
#include "index/storage/snapshot.h"
#include "system/path_parts.h"

namespace facefs {

void Watcher::tell_away(AwayFolders::News news) {
  if (news == AwayFolders::News::is_away) poll_later();  // more often now
  links_.state_changed();
}

/// Deals with a mount that is gone: what was in it is away, not deleted. A mount above a root may hold much that is no
/// photo folder, so that only its roots are looked at.
void Watcher::unmounted(const std::string& point) {
  forget_watches_below(point);
  bool holds_a_root = false;
  for (const std::string& root : folders_.roots())
    if (is_at_or_below(root, point)) {
      scan_later(root, ledger_.begin(Ledger::Kind::other));
      holds_a_root = true;
    }
  if (!holds_a_root) away_.was_unmounted(point);
}

void Watcher::decide_about_absences(const Token& token) {
  if (!absences_.has_missed()) return;  // as after most scans: to count a root's photos is to walk through all of them
  for (const std::string& root : folders_.roots()) {
    const std::uint64_t held = absences_.photos_held(root);
    drop(absences_.decide(root, photos_known_at(gallery_, root)), token);
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
  for (const std::string& away : away_.accept(folder)) {
    gone.push_back({away, true, 0});
    scan_later(away, token);  // other photos may be there by now
  }
  drop(gone, token);
  remember_mounts();
  links_.state_changed();
  return !gone.empty();
}

void Watcher::listen_to_mounts() {
  mounts_.when_changed([this] { always_then([this] { on_mounts_changed(); }, [this] { listen_to_mounts(); }); });
}

/// Notes mounts at the start. A disk that was below a root before, and is not now, is away.
void Watcher::take_up_mounts() {
  mounts_.remember(mounts_.look());
  for (const std::string& before : mounts_in_text(Snapshot(gallery_).text("mounts_below")))
    if (!mounts_.points().contains(before)) away_.is_missing(before);
  remember_mounts();
}

void Watcher::remember_mounts() {
  std::set<std::string> below;
  for (const auto* points : {&mounts_.points(), &away_.all()})
    for (const std::string& point : *points)
      if (mounts_.is_below_a_root(point)) below.insert(point);
  links_.mounts_changed(below);
}

void Watcher::on_mounts_changed() {
  std::set<std::string> now = mounts_.look();
  if (now == mounts_.points()) return;
  for (const std::string& before : mounts_.points())
    if (!now.contains(before)) unmounted(before);
  mounts_.remember(std::move(now));
  remember_mounts();
  rescan();
}

/// Called often, and before `facefs wait` is answered.
void Watcher::look_at_absent(const Token& token) {
  for (const std::string& folder : std::set<std::string>(away_.all())) scan_later(folder, token);
  for (const std::string& root : folders_.roots())
    if (const std::string path = absences_.example(root); !path.empty() && folders_.exists(path)) return rescan(token);
}

}  // namespace facefs
