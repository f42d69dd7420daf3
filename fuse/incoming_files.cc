// SPDX-License-Identifier: Apache-2.0
#include "fuse/incoming_files.h"

#include <unistd.h>

#include <algorithm>

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kLate = 5s;        // file managers set times and owners for so long after closing
constexpr auto kAbandoned = 60s;  // empty, or under a copier's temporary name, and nobody has it open

}  // namespace

std::filesystem::path IncomingFiles::folder_of(PersonId person) const {
  return references_.folder_of(person) / kIncoming;
}

bool IncomingFiles::link_reference(const std::filesystem::path& mark, const std::filesystem::path& reference) {
  return ::link(mark.c_str(), reference.c_str()) == 0 || ::rename(mark.c_str(), reference.c_str()) == 0;
}

void IncomingFiles::take_up(PersonId person) {
  std::vector<std::filesystem::path> marks;
  std::error_code error;
  std::filesystem::directory_iterator at(folder_of(person), error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) marks.push_back(at->path());
  for (const auto& mark : marks) take_up(person, mark);
}

void IncomingFiles::take_up(PersonId person, const std::filesystem::path& mark) {
  const ReferencePlace place{person, mark.filename().string()};
  std::error_code ignored;
  if (is_temporary_name(place.file) || std::filesystem::file_size(mark, ignored) == 0) {
    std::filesystem::remove(mark, ignored);
    return;
  }
  const std::vector<std::string> files = references_.files_of(person);
  const auto same = std::find_if(files.begin(), files.end(), [&](const std::string& file) {
    return std::filesystem::equivalent(references_.path_of({person, file}), mark, ignored);
  });
  const std::string reference =
      references_.path_of(same != files.end() ? ReferencePlace{person, *same} : references_.free_place(place));
  if (same == files.end() && !link_reference(mark, reference)) return;
  became_reference(add(place).first, reference);
}

std::pair<Inode, std::filesystem::path> IncomingFiles::add(const ReferencePlace& place) {
  const std::filesystem::path path = mark_of(place);
  const std::lock_guard lock(mutex_);
  const Inode inode(InodeKind::incoming, next_++);
  files_[inode.value] = {place, path, {}, false, 0, Clock::now()};
  return {inode, path};
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

void IncomingFiles::renamed(Inode inode, const std::string& name, const std::filesystem::path& path) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(inode.value);
  if (file == files_.end()) return;
  file->second.place.file = name;
  file->second.path = path;
  file->second.last = Clock::now();
}

void IncomingFiles::became_photo(Inode inode, PhotoId photo) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(inode.value);
  if (file == files_.end()) return;
  file->second.photo = photo;
  file->second.last = Clock::now();
}

void IncomingFiles::became_reference(Inode inode, const std::filesystem::path& path) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(inode.value);
  if (file == files_.end()) return;
  file->second.is_reference = true;
  file->second.path = path;
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
    const auto patience = file.photo || file.is_reference ? kLate : std::chrono::seconds(kAbandoned);
    const bool expired = file.writers == 0 && now - file.last >= patience && !is_kept(file);
    if (expired) gone.push_back(file);
    return expired;
  });
  return gone;
}

bool IncomingFiles::has_fresh(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(files_.begin(), files_.end(),
                     [&](const auto& entry) { return !entry.second.is_reference || now - entry.second.last < kLate; });
}

bool IncomingFiles::is_empty() const {
  const std::lock_guard lock(mutex_);
  return files_.empty();
}

}  // namespace facefs
