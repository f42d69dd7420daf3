// SPDX-License-Identifier: Apache-2.0
// One part of the tree: answers what is in its folders, from one snapshot of the gallery. Each view has its own file.
//
// Views change nothing, and what they keep is only a memory of one moment. Any thread.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuse/enroll_files.h"
#include "fuse/incoming_files.h"
#include "fuse/inode.h"
#include "fuse/named_folders.h"
#include "fuse/requests.h"
#include "index/faces/matcher.h"
#include "index/storage/snapshot.h"
#include "index/values/records.h"
#include "system/file_time.h"

namespace facefs {

using Attributes = struct ::stat;

struct Entry {
  std::string name;
  Inode inode;
  Attributes attributes{};
};

/// The user and group that own the tree, and the time when it was mounted.
struct Owner {
  uid_t user = 0;
  gid_t group = 0;
  timespec mounted{};
};

class View {
 public:
  explicit View(Owner owner) : owner_(owner) {}
  virtual ~View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  /// Returns the inode's attributes; nothing when it is no longer there.
  virtual std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const = 0;
  virtual std::optional<Entry> lookup(const Snapshot& snapshot, Inode folder, std::string_view name) const = 0;
  virtual std::vector<Entry> list(const Snapshot& snapshot, Inode folder) const = 0;
  /// Returns the content of a file that is made on reading, or where a link points.
  virtual std::optional<std::string> text(const Snapshot& snapshot, Inode inode) const;

 protected:
  /// Returns a folder's attributes, with its mode from fuse/mount_folders.h.
  Attributes folder(Inode inode, const FolderState& state, std::uint64_t subfolders) const;
  Attributes text_file(Inode inode, std::size_t size) const;
  Attributes link(Inode inode, std::size_t length) const;
  std::optional<Entry> entry(const Snapshot& snapshot, std::string_view name, Inode inode) const;
  const Owner& owner() const { return owner_; }

 private:
  Attributes common(Inode inode, mode_t mode) const;
  Owner owner_;
};

std::unique_ptr<View> make_root_view(Owner owner);
std::unique_ptr<View> make_people_view(Owner owner, IncomingFiles& incoming, NamedFolders& folders, bool list_facets);
std::unique_ptr<View> make_facets_view(Owner owner, NamedFolders& folders);
std::unique_ptr<View> make_enroll_view(Owner owner, EnrollFiles& files);
std::unique_ptr<View> make_status_view(Owner owner, const Requests& requests);
std::unique_ptr<View> make_pictures_view(Owner owner);
std::unique_ptr<View> make_what_if_view(Owner owner, NamedFolders& folders, const MatchSettings& settings);
std::unique_ptr<View> make_together_view(Owner owner, NamedFolders& folders);

}  // namespace facefs
