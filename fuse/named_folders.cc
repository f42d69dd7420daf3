// SPDX-License-Identifier: Apache-2.0
#include "fuse/named_folders.h"

#include <algorithm>

#include "index/values/content_hash.h"

namespace facefs {
namespace {

constexpr std::size_t kMostUnasked = 4096;  // above this number, folders that the kernel does not remember are dropped

}  // namespace

std::uint64_t number_of_text(std::string_view text) {
  const ContentHash hash = content_hash_of(text);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | hash.bytes[i];
  number &= Inode::kValueMask;
  return number == 0 ? 1 : number;
}

Inode NamedFolders::inode_of(const std::string& text) {
  const auto folders = known_.lock();
  std::uint64_t number = number_of_text(text);
  while (true) {
    const auto known = folders->find(number);
    if (known == folders->end()) break;
    if (known->second.text == text) return {InodeKind::named, number};
    number = (number + 1) & Inode::kValueMask;
  }
  if (folders->size() > kMostUnasked)
    std::erase_if(*folders, [](const auto& entry) { return entry.second.lookups == 0; });
  (*folders)[number] = {text, 0};
  return {InodeKind::named, number};
}

std::optional<std::string> NamedFolders::text_of(Inode inode) const {
  const auto folders = known_.lock();
  const auto known = folders->find(inode.value);
  if (inode.kind != InodeKind::named || known == folders->end()) return std::nullopt;
  return known->second.text;
}

void NamedFolders::remember(Inode inode) {
  const auto folders = known_.lock();
  if (const auto known = folders->find(inode.value); known != folders->end()) ++known->second.lookups;
}

void NamedFolders::forget(Inode inode, std::uint64_t times) {
  const auto folders = known_.lock();
  const auto known = folders->find(inode.value);
  if (known == folders->end()) return;
  known->second.lookups -= std::min(known->second.lookups, times);
  if (known->second.lookups == 0) folders->erase(known);
}

}  // namespace facefs
