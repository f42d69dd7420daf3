// SPDX-License-Identifier: Apache-2.0
#include "index/storage/lmdb_file.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

namespace facefs::lmdb {
namespace {

constexpr std::uint16_t kMetaPage = 0x08;
constexpr std::uint32_t kMagic = 0xBEEFC0DE;
constexpr std::uint32_t kFormat = 1;
constexpr std::uint64_t kLeastPage = 512, kLargestPage = 65536;

/// A page's head, and what a meta page holds (lmdb.h, mdb.c: MDB_page, MDB_meta, MDB_db).
struct MetaPage {
  std::uint64_t number;
  std::uint16_t pad, flags;
  std::uint32_t bounds;
  std::uint32_t magic, format;
  std::uint64_t address, map_bytes;
  struct Table {
    std::uint32_t page_bytes;
    std::uint16_t flags, depth;
    std::uint64_t branches, leaves, overflows, entries, root;
  };
  std::array<Table, 2> tables;
  std::uint64_t last_page, transaction;
};
static_assert(sizeof(MetaPage) == 152);

std::optional<MetaPage> meta_page_at(std::ifstream& file, std::uint64_t at) {
  std::array<char, sizeof(MetaPage)> bytes;
  if (!file.seekg(static_cast<std::streamoff>(at)) || !file.read(bytes.data(), bytes.size())) return std::nullopt;
  MetaPage page;
  std::memcpy(&page, bytes.data(), sizeof page);
  const bool is_one = (page.flags & kMetaPage) != 0 && page.magic == kMagic && page.format == kFormat;
  const std::uint64_t size = page.tables[0].page_bytes;
  const bool has_size = size >= kLeastPage && size <= kLargestPage && (size & (size - 1)) == 0;
  return is_one && has_size ? std::optional(page) : std::nullopt;
}

}  // namespace

FileState file_state(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "data.mdb";
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error || size == 0) return FileState::sound;
  std::ifstream file(path, std::ios::binary);
  const auto first = meta_page_at(file, 0);
  const std::uint64_t page = first ? first->tables[0].page_bytes : 0;
  const auto second = first ? meta_page_at(file, page) : std::nullopt;
  if (!second || second->tables[0].page_bytes != page) return FileState::damaged;
  const MetaPage& newer = first->transaction > second->transaction ? *first : *second;
  return newer.last_page < size / page ? FileState::sound : FileState::cut;
}

}  // namespace facefs::lmdb
