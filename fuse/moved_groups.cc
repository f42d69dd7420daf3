// SPDX-License-Identifier: Apache-2.0
#include "fuse/moved_groups.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr auto kStays = 3s;  // GIO asks within milliseconds; a busy machine may take its time

}  // namespace

void MovedGroups::add(MovedGroup group, Clock::time_point now) {
  const std::uint64_t number = inode_of(group.cluster).number();
  const auto groups = groups_.lock();
  groups->insert_or_assign(number, Kept{std::move(group), now + kStays});
}

std::optional<MovedGroup> MovedGroups::at(Inode inode, Clock::time_point now) const {
  if (inode.kind != InodeKind::cluster) return std::nullopt;
  const auto groups = groups_.lock();
  const auto kept = groups->find(inode.number());
  if (kept == groups->end() || kept->second.until <= now) return std::nullopt;
  return kept->second.group;
}

std::optional<MovedGroup> MovedGroups::named(Inode folder, std::string_view name, Clock::time_point now) const {
  const auto groups = groups_.lock();
  for (const auto& [number, kept] : *groups)
    if (kept.group.folder == folder && kept.group.name == name && kept.until > now) return kept.group;
  return std::nullopt;
}

void MovedGroups::end(ClusterId cluster, Clock::time_point now) {
  const auto groups = groups_.lock();
  if (const auto kept = groups->find(inode_of(cluster).number()); kept != groups->end()) kept->second.until = now;
}

std::vector<MovedGroup> MovedGroups::take_expired(Clock::time_point now) {
  std::vector<MovedGroup> expired;
  const auto groups = groups_.lock();
  std::erase_if(*groups, [&](const auto& entry) {
    const bool is_over = entry.second.until <= now;
    if (is_over) expired.push_back(entry.second.group);
    return is_over;
  });
  return expired;
}

bool MovedGroups::is_empty() const {
  const auto groups = groups_.lock();
  return groups->empty();
}

}  // namespace facefs
