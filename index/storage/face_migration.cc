// SPDX-License-Identifier: Apache-2.0
#include "index/storage/face_migration.h"

#include <array>

#include "index/values/keys.h"
#include "index/values/record_bytes.h"
#include "index/values/record_codec.h"
#include "index/values/records.h"

namespace facefs {
namespace {

struct BlockOfSchema6 {
  static constexpr std::size_t kFaces = 240;
  static constexpr std::uint32_t kFormat = 0x46433031;
  std::uint32_t format;
  std::array<std::uint32_t, 11> of_no_use_here;
  std::array<std::uint8_t, kFaces * Embedding::kSize> codes;
  std::array<float, kFaces> steps;
  std::array<float, kFaces> squares;

  std::uint8_t code(std::size_t face, std::size_t k) const {
    return codes.at(face / 16 * 16 * Embedding::kSize + (k / 4 * 16 + face % 16) * 4 + k % 4);
  }
};

/// Reads a record that is the whole embedding.
std::optional<Embedding> embedding_of_schema_5(lmdb::Bytes record) {
  return record.size() > sizeof(Embedding) ? decoded<Embedding>(record) : std::nullopt;
}

/// Reads a code of the embedding's own numbers instead of those along the axes. All 128 of them are in the groups.
std::optional<Embedding> embedding_of_schema_6(lmdb::Bytes bytes, std::size_t place, const EmbeddingRest& rest) {
  if (bytes.size() != sizeof(BlockOfSchema6)) return std::nullopt;
  const auto* block = reinterpret_cast<const BlockOfSchema6*>(bytes.data());  // in its place, as SlicedCodes::in
  if (block->format != BlockOfSchema6::kFormat) return std::nullopt;
  FaceCode face;
  face.step = block->steps.at(place);
  for (std::size_t k = 0; k < Embedding::kSize; ++k)
    face.code[k] = static_cast<std::int8_t>(block->code(place, k) - 128);
  if (checksum_of_code(face) != rest.checksum_of_code) return std::nullopt;
  face.rest = rest.rest;
  return numbers_of(face);
}

}  // namespace

std::optional<FaceCode> older_code(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const auto record = txn.get(tables.embedding, key_of(id));
  if (!record) return std::nullopt;
  auto embedding = embedding_of_schema_5(*record);
  const auto rest = decoded<EmbeddingRest>(*record);
  const std::uint64_t number = number_of(id);
  const auto block = txn.get(tables.code, RecordWriter().number(number / BlockOfSchema6::kFaces).take());
  if (!embedding && rest && block) embedding = embedding_of_schema_6(*block, number % BlockOfSchema6::kFaces, *rest);
  return embedding ? std::optional(face_code_of(*embedding)) : std::nullopt;
}

}  // namespace facefs
