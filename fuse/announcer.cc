// SPDX-License-Identifier: Apache-2.0
#include "fuse/announcer.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <functional>

#include "fuse/mount_folders.h"
#include "index/answers/picture.h"
#include "index/storage/people.h"
#include "index/values/display_name.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

// A name is compared with the tree this long after its last change in the gallery, or after a program first changed it.
// `rm -r` removes a folder right after its last photo.
constexpr auto kMoment = 50ms;
constexpr auto kOneChange = 10ms;  // changes noted this close together are one: both ends of a rename
constexpr std::size_t kAtOnce = 128;
constexpr std::size_t kMostWaitingNames = 50'000;

bool holds_folders(Inode folder) {
  const MountFolder* const known = mount_folder(folder);
  return known && (known->holds == Holds::people || known->holds == Holds::groups);
}

/// Returns the folder's path below the mount; nothing where no window can watch it. For a person's folder it takes the
/// name that windows still show, else the current one.
std::optional<std::string> path_of(const Snapshot& snapshot, Inode folder,
                                   const std::map<std::uint64_t, std::string>& names_of_gone) {
  const MountFolder* const known = mount_folder(folder);
  if (!known || !known->is_watched) return std::nullopt;
  if (!known->name.empty() || folder == kRoot) return path_of(*known);
  const std::string above = path_of(*mount_folder(known->parent)) + "/";
  if (folder.kind == InodeKind::cluster) return above + cluster_name(folder.cluster());
  const auto gone = names_of_gone.find(folder.number());
  if (gone != names_of_gone.end()) return above + gone->second;
  const auto person = People(snapshot).find(folder.person());
  return person ? std::optional(above + person->name) : std::nullopt;
}

/// Returns the inode of the changed entry in that folder; an empty inode where the change does not say which it is.
Inode entry_of(Inode folder, const TreeChange& change) {
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

Poke making(const std::string& path, const Entry& entry, std::string target) {
  const Poke::Act act = S_ISDIR(entry.attributes.st_mode)   ? Poke::Act::make_folder
                        : S_ISLNK(entry.attributes.st_mode) ? Poke::Act::make_link
                                                            : Poke::Act::make_file;
  return {act, path, entry.name, std::move(target)};
}

}  // namespace

void Announcer::note(const TreeChange& change) {
  if (change.kind == TreeChange::Kind::altered) return;
  const Inode folder = inode_of(change.folder);
  note_before(folder, change);
  if (folder == kPeople) {
    note_before(kLabelled, change);
    note_before(kFaceFolders, change);
  }
  if (folder.kind != InodeKind::people) return;
  TreeChange labelled = change;
  labelled.name = labelled_name(change.name, change.photo);
  note_before(inode_of(InodeKind::labelled_folder, folder.person()), labelled);
}

/// Notes what was there before the change. The last change of a name counts: a window that opened in between may know
/// either state, and hearing the current one twice does no harm. The name's time starts anew, too, so that both ends of
/// a rename are told together. One of them may have been waiting for another reason.
void Announcer::note_before(Inode folder, const TreeChange& change) {
  if (!mount_.folders.knows(folder)) return;
  const Seen there = holds_folders(folder) ? Seen::folder : Seen::file;
  const Seen before = change.kind == TreeChange::Kind::left ? there : Seen::nothing;
  const Clock::time_point now = Clock::now();
  ShownEntry& known = known_.try_emplace({folder.number(), change.name}, ShownEntry{before, {}, now}).first->second;
  known.seen = before;
  known.entry = entry_of(folder, change);
  known.since = now;
}

void Announcer::note(Inode folder, const std::string& name, Seen seen) {
  ShownEntry& known = known_.try_emplace({folder.number(), name}, ShownEntry{seen, {}, Clock::now()}).first->second;
  known.seen = seen;
}

/// Returns the names to tell now. Entries of folders that come and go are told before entries of folders that are
/// always there: a folder is emptied before it goes.
std::vector<Announcer::Name> Announcer::due(Clock::time_point now) const {
  std::vector<Name> names;
  if (std::none_of(known_.begin(), known_.end(), [&](const auto& one) { return one.second.since + kMoment <= now; }))
    return names;
  for (auto at = known_.rbegin(); at != known_.rend() && names.size() < kAtOnce; ++at)
    if (at->second.since + kMoment <= now + kOneChange) names.push_back(at->first);
  return names;
}

void Announcer::tell(Clock::time_point now) {
  if (known_.size() > kMostWaitingNames)
    known_.clear();  // nobody can follow so much: windows show it when they look again
  const std::vector<Name> names = poke_sender_.is_able() ? due(now) : std::vector<Name>{};
  if (names.empty()) return;
  const Snapshot snapshot(mount_.gallery);
  NamesOfGone gone;
  for (const auto& [name, known] : known_)
    if (known.seen == Seen::folder) gone.emplace(known.entry.number(), name.second);
  std::map<std::uint64_t, std::vector<News>, std::greater<>> by_folder;
  for (const Name& name : names) {
    auto known = known_.extract(name);
    by_folder[name.first].push_back({name.second, known.mapped(), {}});
  }
  for (auto& [folder, news] : by_folder) tell_folder(snapshot, Inode(folder), gone, std::move(news));
}

void Announcer::tell_folder(const Snapshot& snapshot, Inode folder, const NamesOfGone& gone, std::vector<News> news) {
  const auto path = path_of(snapshot, folder, gone);
  if (!path || !mount_.folders.knows(folder)) return;
  for (News& one : news) {
    auto entry = mount_.tree.lookup(snapshot, folder, one.name);
    if (entry && entry->name == one.name) one.entry = std::move(entry);
  }
  std::erase_if(news, [](const News& one) { return (one.known.seen == Seen::nothing) == !one.entry; });
  pair_renames(folder, *path, news);
  for (const News& one : news) tell_one(snapshot, folder, *path, one);
}

/// Pokes a rename where the same thing went under one name and came under another. An open window of it then follows.
void Announcer::pair_renames(Inode folder, const std::string& path, std::vector<News>& news) {
  for (News& gone : news) {
    if (gone.entry || gone.known.entry == Inode()) continue;
    const auto come = std::find_if(news.begin(), news.end(), [&](const News& one) {
      return one.known.seen == Seen::nothing && one.entry && one.entry->inode == gone.known.entry;
    });
    if (come == news.end()) continue;
    if (!poke_sender_.poke({folder, {Poke::Act::rename, path, gone.name, come->name}, gone.known.entry})) continue;
    come->known.seen = Seen::file;
    gone.known.seen = Seen::nothing;
  }
  std::erase_if(news, [](const News& one) { return (one.known.seen == Seen::nothing) == !one.entry; });
}

void Announcer::tell_one(const Snapshot& snapshot, Inode folder, const std::string& path, const News& news) {
  if (news.entry) {
    const auto target = mount_.tree.text(snapshot, news.entry->inode);
    const bool is_link = S_ISLNK(news.entry->attributes.st_mode);
    poke_sender_.poke({folder, making(path, *news.entry, is_link ? target.value_or("") : ""), news.entry->inode});
  } else {
    const bool is_folder = news.known.seen == Seen::folder;
    const Poke::Act act = is_folder ? Poke::Act::remove_folder : Poke::Act::remove_file;
    poke_sender_.poke({folder, {act, path, news.name}, news.known.entry});
  }
}

}  // namespace facefs
