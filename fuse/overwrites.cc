// SPDX-License-Identifier: Apache-2.0
#include "fuse/overwrites.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kOneOpen = 1s;  // within one system call: microseconds, but the machine may be busy

}  // namespace

bool Overwrites::begin(int thread, Inode photo, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto before = by_thread_.find(thread);
  const bool is_second = before != by_thread_.end() && before->second.photo == photo && !before->second.copy &&
                         now - before->second.begun < kOneOpen;
  std::erase_if(by_thread_, [&](const auto& one) { return one.first == thread || now - one.second.begun >= kOneOpen; });
  if (!is_second) by_thread_[thread] = {photo, {}, now};
  return !is_second;
}

bool Overwrites::is_looking_for(int thread, Inode photo, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_thread_.find(thread);
  return found != by_thread_.end() && found->second.photo == photo && now - found->second.begun < kOneOpen;
}

void Overwrites::set_copy(int thread, Inode copy) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_thread_.find(thread); found != by_thread_.end()) found->second.copy = copy;
}

std::optional<Inode> Overwrites::copy_of(int thread) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_thread_.find(thread);
  return found == by_thread_.end() ? std::nullopt : found->second.copy;
}

void Overwrites::end(int thread) {
  const std::lock_guard lock(mutex_);
  by_thread_.erase(thread);
}

}  // namespace facefs
