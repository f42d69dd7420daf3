// SPDX-License-Identifier: Apache-2.0
#include "fuse/enroll_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

#include "index/decisions/decision_log.h"
#include "index/values/display_name.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

constexpr std::array<std::string_view, 9> kTemporaryEndings = {
    ".part", ".partial", ".tmp", ".crdownload", ".filepart", ".partial~", "~", ".download", ".swp"};
constexpr std::array<std::string_view, 4> kJunk = {"Thumbs.db", "desktop.ini", "ehthumbs.db", "Icon\r"};

bool is_sed_temporary(std::string_view name) {
  return name.size() == 9 && name.starts_with("sed") && name.find('.') == std::string_view::npos;
}

}  // namespace

bool is_temporary_name(std::string_view name) {
  if (name.starts_with('.') || is_sed_temporary(name)) return true;
  const auto ends = [name](std::string_view ending) { return name.ends_with(ending); };
  return std::any_of(kTemporaryEndings.begin(), kTemporaryEndings.end(), ends) ||
         std::find(kJunk.begin(), kJunk.end(), name) != kJunk.end();
}

std::filesystem::path EnrollFiles::folder_of(PersonId person) const {
  return references_ / facefs::text_of(person);
}

std::optional<EnrollFiles::Stored> EnrollFiles::stored(const ReferencePlace& place) const {
  const std::lock_guard lock(mutex_);
  const auto known = stored_.find(place);
  return known == stored_.end() ? std::nullopt : std::optional(known->second);
}

std::optional<ReferencePlace> EnrollFiles::place_stored_as(PersonId person, std::string_view stored_name) const {
  const std::lock_guard lock(mutex_);
  for (auto at = stored_.lower_bound({person, {}}); at != stored_.end() && at->first.person == person; ++at)
    if (at->second.name == stored_name) return at->first;
  return std::nullopt;
}

std::string EnrollFiles::stored_name_of(const ReferencePlace& place) const {
  const auto known = stored(place);
  return known ? known->name : std::string();
}

std::string EnrollFiles::path_of(const ReferencePlace& place) const {
  const auto known = stored(place);
  return known ? (folder_of(place.person) / known->name).string() : std::string();
}

void EnrollFiles::take_up(PersonId person, const std::map<std::string, std::string>& name_of_file) {
  std::error_code error;
  std::filesystem::directory_iterator at(folder_of(person), error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    std::error_code gone;
    const std::string file = at->path().filename().string();
    if (at->symlink_status(gone).type() != std::filesystem::file_type::regular) continue;
    const auto named = name_of_file.find(file);
    const bool is_named = named != name_of_file.end();
    const ReferencePlace place = free_place({person, is_named                  ? named->second
                                                     : is_reference_file(file) ? "." + file
                                                                               : file});
    begin(place, file);
    if (is_named) set_named(place);
  }
}

void EnrollFiles::begin(const ReferencePlace& place, const std::string& stored_name) {
  const std::lock_guard lock(mutex_);
  stored_[place] = {stored_name};
}

void EnrollFiles::set_named(const ReferencePlace& place) {
  const std::lock_guard lock(mutex_);
  if (const auto known = stored_.find(place); known != stored_.end()) known->second.is_named = true;
}

bool EnrollFiles::is_named(const ReferencePlace& place) const {
  const auto known = stored(place);
  return known && known->is_named;
}

int EnrollFiles::make_folder(PersonId person) const {
  return make_folder_durably(folder_of(person));
}

int EnrollFiles::room_for(PersonId person, std::uint64_t bytes) const {
  return files_of(person).size() >= limits_.files ? EDQUOT : room_for_bytes(bytes);
}

int EnrollFiles::room_for_bytes(std::uint64_t bytes) const {
  std::error_code error;
  std::set<std::pair<dev_t, ino_t>> counted;  // a file that was copied into people/ has a second name there
  std::filesystem::recursive_directory_iterator at(references_, error);
  for (; !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    struct ::stat info {};
    if (::lstat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    if (info.st_nlink == 1 || counted.insert({info.st_dev, info.st_ino}).second)
      bytes += static_cast<std::uint64_t>(info.st_size);
  }
  return bytes > limits_.bytes ? EDQUOT : 0;
}

std::vector<std::string> EnrollFiles::files_of(PersonId person) const {
  std::vector<std::string> names;
  {
    const std::lock_guard lock(mutex_);
    for (auto at = stored_.lower_bound({person, {}}); at != stored_.end() && at->first.person == person; ++at)
      names.push_back(at->first.file);
  }
  std::erase_if(names, [&](const std::string& name) { return !stat_of({person, name}); });
  return names;
}

std::optional<struct ::stat> EnrollFiles::stat_of(const ReferencePlace& place) const {
  struct ::stat info {};
  const std::string path = path_of(place);
  if (path.empty() || ::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return info;
}

ReferencePlace EnrollFiles::free_place(const ReferencePlace& wanted) const {
  unsigned number = 1;
  ReferencePlace place = wanted;
  while (stored(place)) place.file = numbered_name(wanted.file, ++number);
  return place;
}

void EnrollFiles::remember(Inode inode, const ReferencePlace& place) {
  const std::lock_guard lock(mutex_);
  KnownFile& known = known_[inode.value];
  known.place = place;
  known.removed = false;
  ++known.lookups;
}

void EnrollFiles::forget(Inode inode, std::uint64_t times) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(inode.value);
  if (known == known_.end()) return;
  known->second.lookups -= std::min(known->second.lookups, times);
  drop_if_idle(known);
}

void EnrollFiles::drop_if_idle(std::unordered_map<std::uint64_t, KnownFile>::iterator known) {
  if (known->second.lookups == 0 && known->second.writers == 0) known_.erase(known);
}

void EnrollFiles::moved(const ReferencePlace& from, const ReferencePlace& to) {
  const std::lock_guard lock(mutex_);
  if (auto file = stored_.extract(from)) {
    stored_.erase(to);
    file.key() = to;
    stored_.insert(std::move(file));
  }
  for (auto& [number, known] : known_) {
    if (known.removed) continue;
    if (known.place == to)
      known.removed = true;  // replaced by the rename
    else if (known.place == from)
      known.place = to;
  }
}

void EnrollFiles::removed(const ReferencePlace& place) {
  const std::lock_guard lock(mutex_);
  stored_.erase(place);
  for (auto& [number, known] : known_)
    if (known.place == place) known.removed = true;
}

std::optional<ReferencePlace> EnrollFiles::place_of(Inode inode) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(inode.value);
  if (known == known_.end() || known->second.removed) return std::nullopt;
  return known->second.place;
}

void EnrollFiles::writer_came(Inode inode) {
  const std::lock_guard lock(mutex_);
  ++known_[inode.value].writers;
}

bool EnrollFiles::writer_left(Inode inode) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(inode.value);
  if (known == known_.end() || known->second.writers == 0) return true;
  const bool last = --known->second.writers == 0;
  drop_if_idle(known);
  return last;
}

bool EnrollFiles::has_writer(const ReferencePlace& place) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(known_.begin(), known_.end(), [&](const auto& entry) {
    return entry.second.writers > 0 && !entry.second.removed && entry.second.place == place;
  });
}

}  // namespace facefs
