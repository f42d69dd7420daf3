// SPDX-License-Identifier: Apache-2.0
#include "fuse/moved_groups.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kStays = 3s;  // GIO asks within milliseconds; a busy machine may take its time

}  // namespace

void MovedGroups::add(MovedGroup group, Clock::time_point now) {
  const std::uint64_t number = inode_of(group.cluster).number();
  const std::lock_guard lock(mutex_);
  groups_.insert_or_assign(number, Kept{std::move(group), now + kStays});
}

std::optional<MovedGroup> MovedGroups::at(Inode inode, Clock::time_point now) const {
  if (inode.kind != InodeKind::cluster) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto kept = groups_.find(inode.number());
  if (kept == groups_.end() || kept->second.until <= now) return std::nullopt;
  return kept->second.group;
}

std::optional<MovedGroup> MovedGroups::named(Inode folder, std::string_view name, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [number, kept] : groups_)
    if (kept.group.folder == folder && kept.group.name == name && kept.until > now) return kept.group;
  return std::nullopt;
}

void MovedGroups::end(ClusterId cluster, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (const auto kept = groups_.find(inode_of(cluster).number()); kept != groups_.end()) kept->second.until = now;
}

std::vector<MovedGroup> MovedGroups::take_expired(Clock::time_point now) {
  std::vector<MovedGroup> expired;
  const std::lock_guard lock(mutex_);
  std::erase_if(groups_, [&](const auto& entry) {
    const bool is_over = entry.second.until <= now;
    if (is_over) expired.push_back(entry.second.group);
    return is_over;
  });
  return expired;
}

bool MovedGroups::is_empty() const {
  const std::lock_guard lock(mutex_);
  return groups_.empty();
}

}  // namespace facefs
