// SPDX-License-Identifier: Apache-2.0
#include "fuse/recent_doings.h"

#include <unistd.h>

#include <string>

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kJust = 1s;
constexpr auto kOneBurst = 2s;

bool is_thread_of(int thread, std::uint64_t process) {
  return ::access(("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread)).c_str(), F_OK) == 0;
}

}  // namespace

void RecentDoings::note(PhotoId photo, int thread, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(last_, [now](const auto& read) { return now - read.second.when > kJust; });
  last_[thread] = {photo, now};
}

bool RecentDoings::was_just_read(PhotoId photo, std::uint64_t process, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  std::optional<Read> latest;
  for (const auto& [thread, read] : last_)
    if (now - read.when <= kJust && is_thread_of(thread, process) && (!latest || read.when > latest->when))
      latest = read;
  return latest && latest->photo == photo;
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
