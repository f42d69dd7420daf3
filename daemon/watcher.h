// SPDX-License-Identifier: Apache-2.0
// Watches photo folders: says which files must be looked at, and which are gone.
//
// inotify's events are hints only. Each one leads to "look at this name now", and what is there is compared with what
// the gallery knows. A folder is watched first and scanned then, and what the scan finds is treated like events. So
// nothing that happens in between is lost. Scanning makes up for lost events (an overflow), for folders without a watch
// (the kernel's limit) and for the time while facefs was not running. Links and special files are never followed or
// opened. Names that begin with a dot, folders that hold .nomedia or .nofaces, and excluded names are left out. Photos
// of a disk that is away stay (daemon/away_folders.h, daemon/absences.h).
//
// On the event loop's thread alone. Scanning a tree goes folder by folder, with the loop's other work in between.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/absences.h"
#include "daemon/away_folders.h"
#include "daemon/folder_watches.h"
#include "daemon/ledger.h"
#include "daemon/left_out.h"
#include "daemon/mount_watch.h"
#include "daemon/picture_files.h"
#include "daemon/settle.h"
#include "daemon/unread_files.h"
#include "index/storage/gallery.h"
#include "index/storage/snapshot.h"
#include "index/values/records.h"
#include "system/photo_folders.h"

namespace facefs {

struct WatcherLinks {
  std::function<void(const std::string& path, Token)> to_read;
  std::function<void(const std::string& path, Token)> path_gone;
  std::function<void(const std::string& path, Token)> folder_gone;
  std::function<void()> state_changed;  ///< `roots` or `problems` may be other ones
  /// Gets the disks below the roots, also those that are away. They must be remembered over a restart.
  std::function<void(const std::set<std::string>& mount_points)> mounts_changed = [](const auto&) {};
  std::function<void(Token)> trying_again = [](const Token&) {};  ///< a `try_again` begins
};

struct WatchRules {
  LeftOutRules left_out;
  std::chrono::milliseconds again_every =
      std::chrono::hours(1);  ///< between two calls of `try_again` by the watcher itself
};

struct RootState {
  std::string path;
  std::string state;  ///< "watched", "polled" (nothing tells of changes in some folders), "unreadable" or "offline"
};

/// How long a vanished name waits. That is longer than the new name of a renamed file waits, so that the photo always
/// has a name.
inline constexpr std::chrono::milliseconds kVanished{1000};

class Watcher {
 public:
  Watcher(boost::asio::io_context& loop, const Gallery& gallery, const PhotoFolders& folders, Ledger& ledger,
          WatchRules rules, WatcherLinks links);

  void start();
  /// Scans every root. `cause` is the work that the scan is a part of.
  void rescan(Token cause = nullptr);
  /// Scans every root. Reads files again that could not be read for a reason that may have passed
  /// (models/unreadable.h).
  void try_again();
  /// Looks at that file again when it has been quiet.
  void look_again(const std::string& path, Token token);
  /// Reads every event that the kernel has now.
  void drain();
  /// Looks whether folders and photos that are away are back.
  void look_at_absent(const Token& token);
  /// Takes the user's word that what is away, or was not found, at or below that folder is gone for good. Returns false
  /// where nothing is.
  bool accept(const std::string& folder, const Token& token);

  bool is_scanning() const { return scanning_; }
  std::vector<RootState> roots() const;
  std::vector<std::string> problems() const;
  /// Returns how many pictures and films there are of each kind that facefs does not read ("heic").
  std::map<std::string, std::size_t> unread() const { return unread_.counts(); }
  /// Returns why that path is left out (daemon/left_out.h); nothing where it is not.
  std::optional<std::string> why_left_out(const std::string& path) const { return left_out_.why(path); }
  /// Returns the roots, and the mounts below them, that are away.
  const std::set<std::string>& away() const { return away_.all(); }

 private:
  void listen();
  void on_event(const FileEvent& event);
  void on_name(const std::string& folder, const FileEvent& event);
  void touch(const std::string& path, std::chrono::milliseconds quiet, Token token = nullptr);
  void arm_settle_timer();
  void look(const std::string& path, Token token);

  void scan_later(const std::string& folder, Token token);
  void post_scan();
  void scan_next();
  void scan_when_less_is_pending();
  void scan(const std::string& folder, Token token);
  void watch(const std::string& folder);
  void scan_entries(const std::string& folder, const Token& token);
  bool is_to_be_tried_again(const Snapshot& snapshot, const FilePlace& place, const PathRecord& record) const;
  void drop_folder(const std::string& folder, Token token);
  void forget_watches_below(const std::string& folder);
  void find_unscanned();
  void drop_vanished_subfolders(const std::string& folder);
  bool is_to_be_read(const std::string& path);
  void poll_later();
  void poll();
  void look_at_settled();
  void scan_first();

  void tell_away(AwayFolders::News news);
  void unmounted(const std::string& point);
  void decide_about_absences(const Token& token);
  void drop(const std::vector<Absences::Absent>& gone, const Token& token);
  void listen_to_mounts();
  void on_mounts_changed();
  void take_up_mounts();
  void remember_mounts();
  bool has_changed_since_it_was_polled(const std::string& folder);

  boost::asio::io_context& loop_;
  const Gallery& gallery_;
  const PhotoFolders& folders_;
  Ledger& ledger_;
  const std::chrono::milliseconds again_every_;
  const LeftOut left_out_;
  WatcherLinks links_;
  FolderWatches watches_;
  MountWatch mounts_;
  boost::asio::steady_timer settle_timer_;
  boost::asio::steady_timer poll_timer_;
  boost::asio::steady_timer scan_timer_;
  Settle<std::string> settling_;
  std::set<std::string> told_gone_;  ///< the kernel told of their deletion, so that they are gone whatever else is away
  std::deque<std::pair<std::string, Token>> to_scan_;
  bool scanning_ = false;
  std::shared_ptr<const bool> alive_ = std::make_shared<bool>(true);  ///< posted steps outlive us when the loop goes on
  bool full_scan_ = false;  ///< when it ends, folders of the gallery that it did not meet are gone
  std::set<std::string> scanned_;
  std::set<std::string> unlisted_;                ///< folders that could not be listed when they were last scanned
  std::set<std::string> unwatched_;               ///< the kernel had no watch for them: polled
  std::map<std::string, std::uint64_t> foreign_;  ///< where other machines change files: polled; the state of each
  AwayFolders away_;
  Absences absences_;
  UnreadFiles unread_;
  bool unread_has_changed_ = false;  ///< since the state was told
  bool trying_again_ = false;        ///< in the full scan that is under way
  Clock::time_point tried_again_{};
};

}  // namespace facefs
