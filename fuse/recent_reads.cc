// SPDX-License-Identifier: Apache-2.0
#include "fuse/recent_reads.h"

#include <unistd.h>

#include <string>

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kJust = 1s;

bool is_thread_of(int thread, std::uint64_t process) {
  return ::access(("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread)).c_str(), F_OK) == 0;
}

}  // namespace

void RecentReads::note(PhotoId photo, int thread, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(last_, [now](const auto& read) { return now - read.second.when > kJust; });
  last_[thread] = {photo, now};
}

bool RecentReads::was_just_read(PhotoId photo, std::uint64_t process, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  std::optional<Read> latest;
  for (const auto& [thread, read] : last_)
    if (now - read.when <= kJust && is_thread_of(thread, process) && (!latest || read.when > latest->when))
      latest = read;
  return latest && latest->photo == photo;
}

}  // namespace facefs
