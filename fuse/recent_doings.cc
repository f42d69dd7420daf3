// SPDX-License-Identifier: Apache-2.0
#include "fuse/recent_doings.h"

#include <unistd.h>

#include <string>

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kJust = 1s;
constexpr auto kOneBurst = 2s;
constexpr auto kUnderWay = 100ms;  // a RELEASE takes a thread some microseconds

bool is_thread_of(int thread, std::uint64_t process) {
  return ::access(("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread)).c_str(), F_OK) == 0;
}

bool is_over(const std::optional<RecentDoings::Clock::time_point>& closed, RecentDoings::Clock::time_point now) {
  return closed && now - *closed > kJust;
}

}  // namespace

void RecentDoings::note_opened(PhotoId photo, int thread) {
  const std::lock_guard lock(mutex_);
  last_[thread] = {photo, std::nullopt};
}

void RecentDoings::note_closed(PhotoId photo, int thread, Clock::time_point now) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(last_, [now](const auto& read) { return is_over(read.second.closed, now); });
    last_[thread] = {photo, now};
  }
  a_photo_was_closed_.notify_all();
}

std::optional<RecentDoings::Read> RecentDoings::latest_read(std::uint64_t process, Clock::time_point now) const {
  std::optional<Read> latest;
  for (const auto& [thread, read] : last_) {
    if (is_over(read.closed, now) || !is_thread_of(thread, process)) continue;
    if (!read.closed) return read;
    if (!latest || *read.closed > *latest->closed) latest = read;
  }
  return latest;
}

bool RecentDoings::was_just_read(PhotoId photo, std::uint64_t process, Clock::time_point now) {
  std::unique_lock lock(mutex_);
  const auto is_open = [&] {
    const auto read = latest_read(process, now);
    return read && read->photo == photo && !read->closed;
  };
  a_photo_was_closed_.wait_for(lock, kUnderWay, [&] { return !is_open(); });
  const auto read = latest_read(process, now);
  return read && read->photo == photo && read->closed;
}

void RecentDoings::note_removal(std::uint64_t folder, std::uint64_t process, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(removals_, [now](const auto& removal) { return now - removal.second.when > kOneBurst; });
  removals_[folder] = {process, now};
}

bool RecentDoings::just_removed_from(std::uint64_t folder, int thread, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto removal = removals_.find(folder);
  return removal != removals_.end() && now - removal->second.when <= kOneBurst &&
         is_thread_of(thread, removal->second.process);
}

}  // namespace facefs
