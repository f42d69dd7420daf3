// SPDX-License-Identifier: Apache-2.0
#include "fuse/overwrites.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kOneOpen = 1s;  // within one system call: microseconds, but the machine may be busy

}  // namespace

bool Overwrites::begin(int thread, Inode photo, Clock::time_point now) {
  const auto by_thread = by_thread_.lock();
  const auto before = by_thread->find(thread);
  const bool is_second = before != by_thread->end() && before->second.photo == photo && !before->second.copy &&
                         now - before->second.begun < kOneOpen;
  std::erase_if(*by_thread, [&](const auto& one) { return one.first == thread || now - one.second.begun >= kOneOpen; });
  if (!is_second) (*by_thread)[thread] = {photo, {}, now};
  return !is_second;
}

bool Overwrites::is_looking_for(int thread, Inode photo, Clock::time_point now) const {
  const auto by_thread = by_thread_.lock();
  const auto found = by_thread->find(thread);
  return found != by_thread->end() && found->second.photo == photo && now - found->second.begun < kOneOpen;
}

void Overwrites::set_copy(int thread, Inode copy) {
  const auto by_thread = by_thread_.lock();
  if (const auto found = by_thread->find(thread); found != by_thread->end()) found->second.copy = copy;
}

std::optional<Inode> Overwrites::copy_of(int thread) const {
  const auto by_thread = by_thread_.lock();
  const auto found = by_thread->find(thread);
  return found == by_thread->end() ? std::nullopt : found->second.copy;
}

void Overwrites::end(int thread) {
  const auto by_thread = by_thread_.lock();
  by_thread->erase(thread);
}

}  // namespace facefs
