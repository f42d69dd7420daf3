// SPDX-License-Identifier: Apache-2.0
#include "fuse/announcer.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "index/display_name.h"
#include "index/picture.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

// So long after its first change a name is looked at. `rm -r` removes a folder right after its last photo.
constexpr auto kMoment = 50ms;
constexpr std::size_t kAtOnce = 128;

/// Where the folder stands below the mount; nothing where nobody could watch it or it is no more.
std::optional<std::string> path_of(const Snapshot& snapshot, Inode folder) {
  const auto below = [&](const char* top) -> std::optional<std::string> {
    const auto person = snapshot.person(folder.person());
    return person ? std::optional(top + person->name) : std::nullopt;
  };
  switch (folder.kind) {
    case InodeKind::people:
      return below("people/");
    case InodeKind::maybe:
      return below("maybe/");
    case InodeKind::enrolled:
      return below("enroll/");
    case InodeKind::labelled_folder:
      return below("labeled/");
    case InodeKind::cluster:
      return "unknown/" + cluster_name(folder.cluster());
    default:
      break;
  }
  static constexpr std::array<std::pair<Inode, const char*>, 11> kFixed = {{{kRoot, ""},
                                                                            {kPeople, "people"},
                                                                            {kMaybe, "maybe"},
                                                                            {kUnknown, "unknown"},
                                                                            {kUnknownAll, "unknown/all"},
                                                                            {kUnknownSingle, "unknown/single"},
                                                                            {kEnroll, "enroll"},
                                                                            {kIgnored, "ignored"},
                                                                            {kTogether, "together"},
                                                                            {kLabelled, "labeled"},
                                                                            {kFaceFolders, "faces"}}};
  for (const auto& [inode, path] : kFixed)
    if (inode == folder) return path;
  return std::nullopt;
}

/// What an entry of that folder is; nothing in particular where the change does not say which.
Inode entry_of(Inode folder, const Change& change) {
  if (folder == kUnknown) return inode_of(cluster_named(change.name).value_or(ClusterId{}));
  if (folder.kind == InodeKind::labelled_folder) return {};
  if (change.photo != kNoPhoto) return inode_of(change.photo);
  if (change.person == kNobody) return {};
  if (folder == kRoot) return inode_of(InodeKind::root_link, change.person);
  if (folder == kMaybe) return inode_of(InodeKind::maybe, change.person);
  if (folder == kEnroll) return inode_of(InodeKind::enrolled, change.person);
  if (folder == kLabelled) return inode_of(InodeKind::labelled_folder, change.person);
  if (folder == kFaceFolders) return inode_of(InodeKind::faces_folder, change.person);
  return inode_of(InodeKind::people, change.person);
}

bool holds_folders(Inode folder) {
  return folder.kind == InodeKind::fixed && folder != kRoot && folder != kTogether && folder != kUnknownAll &&
         folder != kUnknownSingle && folder != kIgnored;
}

Poke making(const std::string& path, const Entry& entry, std::string target) {
  const Poke::Act act = S_ISDIR(entry.attributes.st_mode)   ? Poke::Act::make_folder
                        : S_ISLNK(entry.attributes.st_mode) ? Poke::Act::make_link
                                                            : Poke::Act::make_file;
  return {act, path, entry.name, std::move(target)};
}

}  // namespace

void Announcer::note(const Change& change) {
  if (change.kind == Change::Kind::altered) return;
  const Inode folder = inode_of(change.folder);
  note_before(folder, change);
  if (folder == kPeople) {
    note_before(kLabelled, change);
    note_before(kFaceFolders, change);
  }
  if (folder.kind != InodeKind::people) return;
  Change labelled = change;
  labelled.name = labelled_name(change.name);
  note_before(inode_of(InodeKind::labelled_folder, folder.person()), labelled);
}

/// The first change of a name tells what was there before it.
void Announcer::note_before(Inode folder, const Change& change) {
  if (!mount_.folders.knows(folder)) return;
  const Seen there = holds_folders(folder) ? Seen::folder : Seen::file;
  const Seen before = change.kind == Change::Kind::left ? there : Seen::nothing;
  known_.try_emplace({folder.number(), change.name}, Known{before, entry_of(folder, change), Clock::now()});
}

void Announcer::note(Inode folder, const std::string& name, Seen seen) {
  Known& known = known_.try_emplace({folder.number(), name}, Known{seen, {}, Clock::now()}).first->second;
  known.seen = seen;
}

std::vector<Announcer::Name> Announcer::due(Clock::time_point now) const {
  std::vector<Name> names;
  for (const auto& [name, known] : known_) {
    if (names.size() == kAtOnce) break;
    if (known.since + kMoment <= now) names.push_back(name);
  }
  return names;
}

void Announcer::tell(Clock::time_point now) {
  const std::vector<Name> names = due(now);
  if (names.empty()) return;
  const Snapshot snapshot(mount_.gallery);
  std::map<std::uint64_t, std::vector<News>> by_folder;
  for (const Name& name : names) {
    auto known = known_.extract(name);
    by_folder[name.first].push_back({name.second, known.mapped(), {}});
  }
  if (!poker_.is_able()) return;
  for (auto& [folder, news] : by_folder) tell_folder(snapshot, Inode(folder), std::move(news));
}

void Announcer::tell_folder(const Snapshot& snapshot, Inode folder, std::vector<News> news) {
  const auto path = path_of(snapshot, folder);
  if (!path || !mount_.folders.knows(folder)) return;
  for (News& one : news) {
    auto entry = mount_.tree.lookup(snapshot, folder, one.name);
    if (entry && entry->name == one.name) one.entry = std::move(entry);
  }
  std::erase_if(news, [](const News& one) { return (one.known.seen == Seen::nothing) == !one.entry; });
  pair_renames(folder, *path, news);
  for (const News& one : news) tell_one(snapshot, folder, *path, one);
}

/// What has gone and come as the same thing was renamed: an open window of it then follows.
void Announcer::pair_renames(Inode folder, const std::string& path, std::vector<News>& news) {
  for (News& gone : news) {
    if (gone.entry || gone.known.entry == Inode()) continue;
    const auto come = std::find_if(news.begin(), news.end(), [&](const News& one) {
      return one.known.seen == Seen::nothing && one.entry && one.entry->inode == gone.known.entry;
    });
    if (come == news.end()) continue;
    if (!poker_.poke({folder, {Poke::Act::rename, path, gone.name, come->name}, gone.known.entry})) continue;
    come->known.seen = Seen::file;
    gone.known.seen = Seen::nothing;
  }
  std::erase_if(news, [](const News& one) { return (one.known.seen == Seen::nothing) == !one.entry; });
}

void Announcer::tell_one(const Snapshot& snapshot, Inode folder, const std::string& path, const News& news) {
  if (news.entry) {
    const auto target = mount_.tree.text(snapshot, news.entry->inode);
    const bool is_link = S_ISLNK(news.entry->attributes.st_mode);
    poker_.poke({folder, making(path, *news.entry, is_link ? target.value_or("") : ""), news.entry->inode});
  } else {
    const bool is_folder = news.known.seen == Seen::folder;
    const Poke::Act act = is_folder ? Poke::Act::remove_folder : Poke::Act::remove_file;
    poker_.poke({folder, {act, path, news.name}, news.known.entry});
  }
}

}  // namespace facefs
