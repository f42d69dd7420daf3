// SPDX-License-Identifier: Apache-2.0
#include "fuse/named_folders.h"

#include <algorithm>

#include "index/values/content_hash.h"

namespace facefs {
namespace {

constexpr std::size_t kMostUnasked = 4096;  // texts whose folder the kernel does not remember

}  // namespace

std::uint64_t number_of_text(std::string_view text) {
  const ContentHash hash = content_hash_of(text);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | hash.bytes[i];
  number &= Inode::kValueMask;
  return number == 0 ? 1 : number;
}

Inode NamedFolders::inode_of(const std::string& text) {
  const std::lock_guard lock(mutex_);
  std::uint64_t number = number_of_text(text);
  while (true) {
    const auto known = known_.find(number);
    if (known == known_.end()) break;
    if (known->second.text == text) return {InodeKind::named, number};
    number = (number + 1) & Inode::kValueMask;
  }
  if (known_.size() > kMostUnasked) std::erase_if(known_, [](const auto& entry) { return entry.second.lookups == 0; });
  known_[number] = {text, 0};
  return {InodeKind::named, number};
}

std::optional<std::string> NamedFolders::text_of(Inode inode) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(inode.value);
  if (inode.kind != InodeKind::named || known == known_.end()) return std::nullopt;
  return known->second.text;
}

void NamedFolders::remember(Inode inode) {
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(inode.value); known != known_.end()) ++known->second.lookups;
}

void NamedFolders::forget(Inode inode, std::uint64_t times) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(inode.value);
  if (known == known_.end()) return;
  known->second.lookups -= std::min(known->second.lookups, times);
  if (known->second.lookups == 0) known_.erase(known);
}

}  // namespace facefs
