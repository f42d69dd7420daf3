// SPDX-License-Identifier: Apache-2.0
#include "fuse/request_counts.h"

#include <linux/fuse.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace facefs {
namespace {

struct Kind {
  std::uint32_t number;
  std::string_view name;
};

constexpr std::array kNamed = std::to_array<Kind>({
    {FUSE_LOOKUP, "lookup"},
    {FUSE_FORGET, "forget"},
    {FUSE_BATCH_FORGET, "forget"},
    {FUSE_GETATTR, "getattr"},
    {FUSE_SETATTR, "setattr"},
    {FUSE_READLINK, "readlink"},
    {FUSE_OPEN, "open"},
    {FUSE_READ, "read"},
    {FUSE_WRITE, "write"},
    {FUSE_FLUSH, "flush"},
    {FUSE_RELEASE, "release"},
    {FUSE_OPENDIR, "opendir"},
    {FUSE_READDIR, "readdir"},
    {FUSE_READDIRPLUS, "readdirplus"},
    {FUSE_RELEASEDIR, "releasedir"},
    {FUSE_GETXATTR, "getxattr"},
    {FUSE_LISTXATTR, "listxattr"},
    {FUSE_STATFS, "statfs"},
});

std::string name_of(std::size_t number) {
  const auto* const kind =
      std::find_if(kNamed.begin(), kNamed.end(), [&](const Kind& k) { return k.number == number; });
  return kind == kNamed.end() ? "other" : std::string(kind->name);
}

}  // namespace

void RequestCounts::count(std::span<const std::byte> request) {
  fuse_in_header header;
  if (request.size() < sizeof header) return;
  std::memcpy(&header, request.data(), sizeof header);
  if (header.opcode < kKinds) counts_[header.opcode].fetch_add(1, std::memory_order_relaxed);
}

std::map<std::string, std::uint64_t> RequestCounts::by_name() const {
  std::map<std::string, std::uint64_t> named;
  for (std::size_t number = 0; number < kKinds; ++number)
    if (const std::uint64_t times = counts_[number].load(std::memory_order_relaxed)) named[name_of(number)] += times;
  return named;
}

}  // namespace facefs
