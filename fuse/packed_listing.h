// SPDX-License-Identifier: Apache-2.0
// A folder's entries in few bytes: a third of what unpacked entries take, so that three times as many listings can be
// kept (fuse/kept_listings.h). Made once, then read on any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fuse/view.h"

namespace facefs {

class PackedListing {
 public:
  PackedListing() = default;
  explicit PackedListing(const std::vector<Entry>& entries);

  std::size_t size() const { return entries_.size(); }
  Entry at(std::size_t index) const;
  InodeKind kind_at(std::size_t index) const;

 private:
  struct Packed {
    std::uint64_t inode;
    std::int64_t size;
    std::int64_t blocks;
    std::uint64_t accessed_ns;  ///< dates before 1970 wrap around, and are read back unchanged
    std::uint64_t modified_ns;
    std::uint64_t changed_ns;
    std::uint32_t name;  ///< where it begins in `names_`; it ends with a zero byte
    std::uint32_t mode;
    std::uint32_t links;
    std::uint32_t user;
    std::uint32_t group;
    std::uint32_t block_size;
  };
  std::vector<Packed> entries_;
  std::string names_;
};

using Listing = std::shared_ptr<const PackedListing>;

}  // namespace facefs
