// SPDX-License-Identifier: Apache-2.0
#include "fuse/incoming_files.h"

#include <unistd.h>

#include <algorithm>

#include "index/values/reference_file.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kLastTouches = 5s;  // file managers set times and owners this long after closing
constexpr auto kAbandoned = 60s;   // for a file that is empty or has a temporary name, and that no program has open

}  // namespace

std::filesystem::path IncomingFiles::folder_of(PersonId person) const {
  return references_.folder_of(person) / kIncoming;
}

std::filesystem::path IncomingFiles::path_of(const File& file) const {
  return file.is_reference ? std::filesystem::path(references_.path_of(*file.reference)) : mark_of(file);
}

bool IncomingFiles::link_reference(const File& file) const {
  const std::filesystem::path mark = mark_of(file);
  const std::filesystem::path reference = references_.folder_of(file.place.person) / file.stored;
  if (::link(mark.c_str(), reference.c_str()) != 0 && ::rename(mark.c_str(), reference.c_str()) != 0) return false;
  sync_folder(reference.parent_path());
  return true;
}

void IncomingFiles::take_up(PersonId person, const std::map<std::string, std::string>& name_of_file) {
  std::vector<std::filesystem::path> marks;
  std::error_code error;
  std::filesystem::directory_iterator at(folder_of(person), error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) marks.push_back(at->path());
  for (const auto& mark : marks) {
    const auto named = name_of_file.find(mark.filename().string());
    if (named == name_of_file.end() || std::filesystem::file_size(mark, error) == 0)
      erase_file(mark);
    else
      take_up({person, named->second}, named->first);
  }
}

std::optional<ReferencePlace> IncomingFiles::reference_of(PersonId person, const std::filesystem::path& mark) const {
  std::error_code none;
  for (const std::string& name : references_.files_of(person))
    if (std::filesystem::equivalent(references_.path_of({person, name}), mark, none))
      return ReferencePlace{person, name};
  return std::nullopt;
}

void IncomingFiles::take_up(const ReferencePlace& named, const std::string& stored) {
  const auto [inode, file] = add(named, stored, 0);
  auto reference = reference_of(named.person, mark_of(file));
  if (!reference) {
    if (!link_reference(file)) return remove(inode);
    reference = references_.free_place(named);
    references_.begin(*reference, stored);
    references_.set_named(*reference);
  }
  set_reference(inode, reference);
  became_reference(inode);
}

std::pair<Inode, IncomingFiles::File> IncomingFiles::add(const ReferencePlace& place, std::uint64_t maker) {
  return add(place, new_reference_file(), maker);
}

std::pair<Inode, IncomingFiles::File> IncomingFiles::add(const ReferencePlace& place, const std::string& stored,
                                                         std::uint64_t maker) {
  const std::lock_guard lock(mutex_);
  const Inode inode(InodeKind::incoming, next_++);
  const File file{.place = place, .stored = stored, .maker = maker, .last = Clock::now()};
  files_[inode.value] = file;
  return {inode, file};
}

std::optional<IncomingFiles::File> IncomingFiles::at(Inode inode) const {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(inode.value);
  if (inode.kind != InodeKind::incoming || file == files_.end()) return std::nullopt;
  return file->second;
}

std::optional<Inode> IncomingFiles::named(PersonId person, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [number, file] : files_)
    if (file.place.person == person && file.place.file == name) return Inode(InodeKind::incoming, number);
  return std::nullopt;
}

std::vector<Inode> IncomingFiles::in(PersonId person) const {
  std::vector<Inode> inodes;
  const std::lock_guard lock(mutex_);
  for (const auto& [number, file] : files_)
    if (file.place.person == person) inodes.emplace_back(InodeKind::incoming, number);
  return inodes;
}

void IncomingFiles::touch(Inode inode) {
  const std::lock_guard lock(mutex_);
  if (const auto file = files_.find(inode.value); file != files_.end()) file->second.last = Clock::now();
}

void IncomingFiles::writer_came(Inode inode) {
  const std::lock_guard lock(mutex_);
  if (const auto file = files_.find(inode.value); file != files_.end()) ++file->second.writers;
}

bool IncomingFiles::writer_left(Inode inode) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(inode.value);
  if (file == files_.end() || file->second.writers == 0) return false;
  file->second.last = Clock::now();
  return --file->second.writers == 0;
}

void IncomingFiles::renamed(Inode inode, const std::string& name, const std::string& stored) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(inode.value);
  if (file == files_.end()) return;
  file->second.place.file = name;
  file->second.stored = stored;
  file->second.last = Clock::now();
}

void IncomingFiles::became_photo(Inode inode, PhotoId photo) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(inode.value);
  if (file == files_.end()) return;
  file->second.photo = photo;
  file->second.last = Clock::now();
}

void IncomingFiles::set_reference(Inode inode, const std::optional<ReferencePlace>& reference) {
  const std::lock_guard lock(mutex_);
  if (const auto file = files_.find(inode.value); file != files_.end()) file->second.reference = reference;
}

void IncomingFiles::became_reference(Inode inode) {
  const std::lock_guard lock(mutex_);
  if (const auto file = files_.find(inode.value); file != files_.end()) file->second.is_reference = true;
}

void IncomingFiles::remove(Inode inode) {
  const std::lock_guard lock(mutex_);
  files_.erase(inode.value);
}

bool IncomingFiles::has_just_come(PhotoId photo) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(files_.begin(), files_.end(), [&](const auto& file) { return file.second.photo == photo; });
}

std::vector<IncomingFiles::File> IncomingFiles::take_expired(const std::function<bool(const File&)>& is_kept,
                                                             Clock::time_point now) {
  std::vector<File> gone;
  const std::lock_guard lock(mutex_);
  std::erase_if(files_, [&](const auto& entry) {
    const File& file = entry.second;
    const auto patience = file.photo || file.is_reference ? kLastTouches : std::chrono::seconds(kAbandoned);
    const bool expired = file.writers == 0 && now - file.last >= patience && !is_kept(file);
    if (expired) gone.push_back(file);
    return expired;
  });
  return gone;
}

bool IncomingFiles::has_fresh(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(files_.begin(), files_.end(), [&](const auto& entry) {
    return !entry.second.is_reference || now - entry.second.last < kLastTouches;
  });
}

bool IncomingFiles::is_empty() const {
  const std::lock_guard lock(mutex_);
  return files_.empty();
}

}  // namespace facefs
