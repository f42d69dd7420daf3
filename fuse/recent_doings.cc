// SPDX-License-Identifier: Apache-2.0
#include "fuse/recent_doings.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kJust = 1s;
constexpr auto kOneBurst = 2s;
constexpr auto kUnderWay = 500ms;  // a RELEASE takes microseconds, where no thread waits for a sleeping disk

bool is_thread_of(int thread, std::uint64_t process) {
  return ::access(("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread)).c_str(), F_OK) == 0;
}

std::set<int> threads_of(std::uint64_t process) {
  std::set<int> threads;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task", gone))
    threads.insert(std::stoi(task.path().filename()));
  return threads;
}

}  // namespace

void RecentDoings::note_opened(PhotoId photo, int thread) {
  const std::lock_guard lock(mutex_);
  open_[thread] = photo;
}

void RecentDoings::note_closed(PhotoId photo, int thread, Clock::time_point now) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(last_, [now](const auto& read) { return now - read.second.when > kJust; });
    last_[thread] = {photo, now};
    if (const auto open = open_.find(thread); open != open_.end() && open->second == photo) open_.erase(open);
  }
  a_photo_was_closed_.notify_all();
}

bool RecentDoings::was_just_read(PhotoId photo, std::uint64_t process, Clock::time_point now) {
  const std::set<int> threads = threads_of(process);
  const auto closes_it = [&](const auto& open) { return open.second == photo && threads.contains(open.first); };
  std::unique_lock lock(mutex_);
  a_photo_was_closed_.wait_for(lock, kUnderWay, [&] { return std::none_of(open_.begin(), open_.end(), closes_it); });
  std::optional<Read> latest;
  for (const auto& [thread, read] : last_)
    if (now - read.when <= kJust && threads.contains(thread) && (!latest || read.when > latest->when)) latest = read;
  return latest && latest->photo == photo;
}

void RecentDoings::note_removal(std::uint64_t folder, std::uint64_t process, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(removals_, [now](const auto& removal) { return now - removal.second.when > kOneBurst; });
  removals_[folder] = {process, now};
}

bool RecentDoings::just_removed_from(std::uint64_t folder, int thread, Clock::time_point now) const {
  std::optional<Removal> latest;
  {
    const std::lock_guard lock(mutex_);
    if (const auto removal = removals_.find(folder); removal != removals_.end()) latest = removal->second;
  }
  return latest && now - latest->when <= kOneBurst && is_thread_of(thread, latest->process);
}

}  // namespace facefs
