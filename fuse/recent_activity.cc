// SPDX-License-Identifier: Apache-2.0
#include "fuse/recent_activity.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "fuse/program_name.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 1s;  // longer than any program takes between two photos, shorter than a user takes to decide
constexpr auto kRemembered = 5min;
constexpr auto kMoment = 10s;                    // between the last byte of a copy and the first removal of a move
constexpr std::uint64_t kSlowDisk = 10'000'000;  // bytes a second
constexpr auto kOneBurst = 2s;
constexpr auto kUnderWay = 500ms;  // a RELEASE takes microseconds, where no thread waits for a sleeping disk

bool is_thread_of(int thread, std::uint64_t process) {
  return ::access(("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread)).c_str(), F_OK) == 0;
}

/// Returns the number behind that word in a file of /proc; 0 where it cannot be read.
std::uint64_t number_in(const std::string& file, std::string_view word) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with(word)) return std::strtoull(line.c_str() + word.size(), nullptr, 10);
  return 0;
}

/// Returns how many bytes the process has written, to any file (proc_pid_io(5)).
std::uint64_t written_by(std::uint64_t process) {
  return number_in("/proc/" + std::to_string(process) + "/io", "wchar:");
}

}  // namespace

RecentActivity::Run* RecentActivity::run_going_on(int thread, Clock::time_point now) {
  const auto after = runs_.upper_bound(thread);
  if (after == runs_.begin()) return nullptr;
  Run& latest = std::prev(after)->second;
  const bool is_its_own = std::prev(after)->first == thread;
  return is_its_own && (!latest.open.empty() || now - latest.last <= kPause) ? &latest : nullptr;
}

/// Returns the last run in which that process read the photo.
RecentActivity::Run* RecentActivity::run_of(Inode photo, std::uint64_t process) {
  Run* found = nullptr;
  for (auto& [thread, run] : runs_)
    if (run.process == process && run.photos.contains(photo.number()) && (!found || run.last >= found->last))
      found = &run;
  return found;
}

RecentActivity::Clock::duration RecentActivity::longest_pause(const Run& run, Inode photo) const {
  const bool has_refused = std::any_of(runs_.begin(), runs_.end(), [&](const auto& one) {
    return one.second.process == run.process && !one.second.refused.empty();
  });
  if (has_refused && !run.refused.contains(photo.number())) return kRemembered;
  return std::min<Clock::duration>(kRemembered, kMoment + std::chrono::seconds(run.bytes / kSlowDisk));
}

void RecentActivity::note_opened(Inode photo, std::uint64_t bytes, int thread, Clock::time_point now) {
  std::unique_lock lock(mutex_);
  Run* run = run_going_on(thread, now);
  if (!run) {
    lock.unlock();
    const std::uint64_t process = process_of(thread);
    const std::uint64_t written = written_by(process);
    lock.lock();
    std::erase_if(runs_,
                  [now](const auto& one) { return one.second.open.empty() && now - one.second.last > kRemembered; });
    run = &runs_.emplace(thread, Run{process, written, 0, {}, {}, {}, now})->second;
  }
  if (run->photos.insert(photo.number()).second) run->bytes += bytes;
  run->open.insert(photo.number());
  run->last = now;
}

void RecentActivity::note_closed(Inode photo, int thread, Clock::time_point now) {
  {
    const std::lock_guard lock(mutex_);
    const auto [first, end] = runs_.equal_range(thread);
    for (auto run = first; run != end; ++run) {
      const auto open = run->second.open.find(photo.number());
      if (open == run->second.open.end()) continue;
      run->second.open.erase(open);
      run->second.last = now;
      break;
    }
  }
  a_photo_was_closed_.notify_all();
}

bool RecentActivity::is_moving_out(Inode photo, std::uint64_t process, Clock::time_point now) {
  std::unique_lock lock(mutex_);
  const auto has_it_open = [&] {
    return std::any_of(runs_.begin(), runs_.end(), [&](const auto& run) {
      return run.second.process == process && run.second.open.contains(photo.number());
    });
  };
  a_photo_was_closed_.wait_for(lock, kUnderWay, [&] { return !has_it_open(); });
  Run* const run = run_of(photo, process);
  if (!run || has_it_open() || now - run->last > longest_pause(*run, photo)) return false;
  if (now - run->last > kPause) {
    const std::uint64_t enough = run->written_before + run->bytes;
    lock.unlock();
    if (written_by(process) < enough) return false;
    lock.lock();
  }
  if (Run* const again = run_of(photo, process)) {
    again->last = std::max(again->last, now);
    again->refused.insert(photo.number());
  }
  return true;
}

void RecentActivity::note_put(Inode photo, std::uint64_t folder, std::uint64_t process, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(put_, [now](const auto& one) { return now - one.second.when > kRemembered; });
  put_[{folder, photo.number()}] = {process, now};
}

bool RecentActivity::take_put(Inode photo, std::uint64_t folder, std::uint64_t process, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto put = put_.find({folder, photo.number()});
  if (put == put_.end() || put->second.process != process || now - put->second.when > kRemembered) return false;
  put_.erase(put);
  return true;
}

void RecentActivity::note_moved_out(Inode folder, std::uint64_t process, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(moved_, [now](const auto& one) { return now - one.second.when > kOneBurst; });
  moved_[folder.number()] = {process, now};
}

bool RecentActivity::has_moved_out_of(Inode folder, std::uint64_t process, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto moved = moved_.find(folder.number());
  return moved != moved_.end() && moved->second.process == process && now - moved->second.when <= kOneBurst;
}

void RecentActivity::note_removal(std::uint64_t folder, std::uint64_t process, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(removals_, [now](const auto& removal) { return now - removal.second.when > kOneBurst; });
  removals_[folder] = {process, now};
}

bool RecentActivity::just_removed_from(std::uint64_t folder, int thread, Clock::time_point now) const {
  std::optional<Removal> latest;
  {
    const std::lock_guard lock(mutex_);
    if (const auto removal = removals_.find(folder); removal != removals_.end()) latest = removal->second;
  }
  return latest && now - latest->when <= kOneBurst && is_thread_of(thread, latest->process);
}

}  // namespace facefs
