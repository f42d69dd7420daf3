// SPDX-License-Identifier: Apache-2.0
#include "daemon/folder_watches.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "system/path_parts.h"

namespace facefs {
namespace {

constexpr std::size_t kEventBytes = 64 << 10;

}  // namespace

FolderWatches::FolderWatches(boost::asio::io_context& loop, const PhotoFolders& folders)
    : folders_(folders), inotify_(loop) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0)
    throw std::system_error(errno, std::generic_category(), "inotify_init1 (see fs.inotify.max_user_instances)");
  inotify_.assign(descriptor);
}

void FolderWatches::when_ready(std::function<void()> call) {
  inotify_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [call = std::move(call)](const boost::system::error_code& error) {
                        if (!error) call();
                      });
}

void FolderWatches::drain(const std::function<void(const FileEvent&)>& visit) {
  alignas(inotify_event) std::array<std::byte, kEventBytes> bytes;
  ssize_t count;
  while ((count = ::read(inotify_.native_handle(), bytes.data(), bytes.size())) > 0)
    for (const FileEvent& event : inotify_events({bytes.data(), static_cast<std::size_t>(count)})) visit(event);
}

std::optional<std::string> FolderWatches::folder_of(int watch) const {
  const auto known = folder_of_.find(watch);
  if (known == folder_of_.end()) return std::nullopt;
  return known->second;
}

/// Only where the number is still that folder's: one that was moved has the same number under its new name.
void FolderWatches::forget_number(int number, const std::string& folder) {
  const auto owner = folder_of_.find(number);
  if (owner == folder_of_.end() || owner->second != folder) return;
  ::inotify_rm_watch(inotify_.native_handle(), number);
  folder_of_.erase(owner);
}

FolderWatches::Added FolderWatches::add(const std::string& folder) {
  const int number = folders_.watch(inotify_.native_handle(), folder, inotify_mask());
  if (number < 0) return errno == ENOSPC || errno == ENOMEM ? Added::no_watches_left : Added::refused;
  if (const auto old = number_of_.find(folder); old != number_of_.end() && old->second != number)
    forget_number(old->second, folder);  // the name was another folder's, whose events are not ours any more
  folder_of_[number] = folder;
  number_of_[folder] = number;
  return Added::watched;
}

void FolderWatches::drop(const std::string& folder) {
  std::vector<std::string> dropped = below(folder);
  if (holds(folder)) dropped.insert(dropped.begin(), folder);
  for (const std::string& path : dropped) {
    const auto watch = number_of_.find(path);
    forget_number(watch->second, path);
    number_of_.erase(watch);
  }
}

void FolderWatches::was_dropped(int watch) {
  const auto known = folder_of_.find(watch);
  if (known == folder_of_.end()) return;
  if (const auto own = number_of_.find(known->second); own != number_of_.end() && own->second == watch)
    number_of_.erase(own);
  folder_of_.erase(known);
}

std::vector<std::string> FolderWatches::below(const std::string& folder) const {
  std::vector<std::string> found;
  for (auto at = number_of_.upper_bound(folder + "/"); at != number_of_.end() && is_below(at->first, folder); ++at)
    found.push_back(at->first);
  return found;
}

}  // namespace facefs
