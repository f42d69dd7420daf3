// SPDX-License-Identifier: Apache-2.0
// What the kernel's requests are answered from: the gallery, the tree, the reference files and the way to the daemon.
//
// The request handlers are free functions over this: reading_operations.cc (look, list, read), opening_operations.cc
// (open, close), writing_operations.cc (make and write files), naming_operations.cc (everything that changes a name, by
// the verbs of fuse/verbs.h) and operations.cc (the table).
#pragma once

#define FUSE_USE_VERSION 312
#include <fuse3/fuse_lowlevel.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <optional>
#include <string>

#include "fuse/enroll_files.h"
#include "fuse/incoming_files.h"
#include "fuse/kept_listings.h"
#include "fuse/known_folders.h"
#include "fuse/mount_folders.h"
#include "fuse/moved_groups.h"
#include "fuse/open_handles.h"
#include "fuse/overwrites.h"
#include "fuse/path_walks.h"
#include "fuse/poke_in_progress.h"
#include "fuse/recent_activity.h"
#include "fuse/request_counts.h"
#include "fuse/requests.h"
#include "fuse/tree.h"
#include "index/storage/damage.h"
#include "index/storage/gallery.h"
#include "index/values/refusal.h"
#include "system/photo_folders.h"
#include "system/unique_fd.h"

namespace facefs {

/// An open file, between OPEN and RELEASE.
struct OpenFile {
  Inode inode;
  std::optional<PhotoFile> photo{};
  UniqueFd file;     ///< a reference, or another file of ours
  std::string text;  ///< the content of a file made on reading
  int opener = 0;    ///< the thread that opened it
  bool writes = false;
  std::atomic<bool> dirty = false;
};

/// A listing, taken whole when the folder is opened, so that no change in between can skip or double an entry.
struct OpenFolder {
  Inode inode;
  std::uint64_t changes = 0;  ///< the mount's count when the listing was taken
  Listing entries;
};

struct MountedTree {
  const Gallery& gallery;
  const PhotoFolders& photos;
  Tree& tree;
  EnrollFiles& files;
  IncomingFiles& incoming;
  NamedFolders& named;
  const Requests& requests;
  std::function<void()> on_ready;  ///< called while the kernel's INIT is answered
  OpenHandles<OpenFile> open_files{};
  OpenHandles<OpenFolder> open_folders{};
  RecentActivity activity{};
  KnownFolders folders{};
  MovedGroups moved{};
  Overwrites overwrites{};
  KeptListings listings{};
  PokeInProgress poke{};
  RequestCounts counts{};
  PathWalks walks{};
  std::atomic<std::uint64_t> changes = 0;  ///< commits that changed the tree
};

// Only facefs changes this tree, so what the kernel knows stays true until the notifier says otherwise. Texts made on
// reading change by themselves.
inline constexpr double kLongSeconds = 3600;
double seconds_valid(Inode inode);

fuse_entry_param entry_param_of(const MountedTree& mount, const Entry& entry);
/// Builds the answer to a look-up of `name`. The kernel may not remember another Unicode form of the entry's name,
/// because it is told of changes under the stored name alone.
fuse_entry_param entry_param_of(const MountedTree& mount, const Entry& entry, std::string_view name);
/// Answers the request with the entry.
void reply_entry(fuse_req_t request, MountedTree& mount, const Entry& entry, std::string_view name);
/// Returns the attributes of a group that was renamed a moment ago (fuse/moved_groups.h); nothing where it is there
/// again.
std::optional<Attributes> moved_group_attributes(const MountedTree& mount, const Snapshot& snapshot, Inode group);
Entry entry_in(MountedTree& mount, fuse_ino_t parent, const std::string& name);
MountedTree& tree_of(fuse_req_t request);
/// Returns the name of the program that asked, for the log ("cp").
std::string program_of(fuse_req_t request);
/// Returns that name and the program's process, which tells which acts belong together.
Actor actor_of(fuse_req_t request);

/// Opens the photo at the first of its paths that still holds its content. Throws Refusal where none does.
PhotoFile open_shown_photo(MountedTree& mount, PhotoId photo);

/// Returns the result of a system call. Throws Refusal with the errno where it failed.
inline int checked(int result) {
  if (result < 0) throw Refusal(errno);
  return result;
}

/// Returns a descriptor for writes to `.report.txt`: they are accepted and dropped, and the report is there again at
/// once.
UniqueFd report_sink();

/// Adds the handlers of one file to the table.
void add_reading_operations(fuse_lowlevel_ops& operations);
void add_opening_operations(fuse_lowlevel_ops& operations);
void add_writing_operations(fuse_lowlevel_ops& operations);
void add_naming_operations(fuse_lowlevel_ops& operations);
fuse_lowlevel_ops operations_table();

/// Has the writer carry out what the requesting program did, and then calls `then`, which ends with its own fuse_reply.
/// `then` runs on the writer's thread, after the handler has long returned, so it owns what it uses. Where the act
/// fails, calls `otherwise` and answers with the errno.
template <typename Then, typename Otherwise>
void perform(fuse_req_t request, Deed deed, Then then, Otherwise otherwise);
template <typename Then>
void perform(fuse_req_t request, Deed deed, Then then) {
  perform(request, std::move(deed), std::move(then), [](MountedTree&) {});
}

/// Runs `act`, which ends with its own fuse_reply. An exception becomes an errno; a fault is a line in the journal,
/// too.
template <typename Act>
void answer(fuse_req_t request, Act act) noexcept {
  try {
    act(tree_of(request));
  } catch (const Refusal& refusal) {
    fuse_reply_err(request, refusal.error());
  } catch (const std::exception& fault) {
    const Requests& requests = tree_of(request).requests;
    (is_damage(fault) ? requests.damaged : requests.fault)(fault.what());
    fuse_reply_err(request, EIO);
  }
}

template <typename Then, typename Otherwise>
// NOLINTNEXTLINE(performance-unnecessary-value-param): they are moved on, which is not seen in a template
void perform(fuse_req_t request, Deed deed, Then then, Otherwise otherwise) {
  tree_of(request).requests.perform({actor_of(request), std::move(deed)},
                                    [request, then = std::move(then), otherwise = std::move(otherwise)](int error) {
                                      answer(request, [&](MountedTree& mount) {
                                        if (error != 0) {
                                          otherwise(mount);
                                          throw Refusal(error);
                                        }
                                        then(mount);
                                      });
                                    });
}

}  // namespace facefs
