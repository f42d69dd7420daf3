// SPDX-License-Identifier: Apache-2.0
#include "index/storage/gallery_walk.h"

#include <array>
#include <set>

#include "index/search/code_block.h"
#include "index/storage/lmdb_walk.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

constexpr std::size_t kMapBytes = std::size_t{64} << 30;
constexpr unsigned kTables = 64;

/// Tables with values that are not sealed records (docs/gallery-format.md).
const std::set<std::string> kPlain = {"folder", "name",    "person_name", "face_cluster",
                                      "pin",    "listing", "cluster_face"};

bool is_whole_code(lmdb::Bytes value) {
  const auto codes = codes_in(value);
  return codes && std::visit([](const auto* known) { return known->is_whole(); }, *codes);
}

class Walk {
 public:
  void visit(const std::string& table, lmdb::Bytes key, lmdb::Bytes value) {
    if (kPlain.contains(table) || value.empty()) return;
    if (table == "code") {
      if (!is_whole_code(value)) throw BadRecord("codes of faces are damaged");
      return;
    }
    const auto payload = open_record(value);
    if (!payload) throw BadRecord("a record of the table '" + table + "' is damaged");
    if (table == "meta" && payload->size() == sizeof(std::uint64_t))
      numbers_[std::string(key)] = RecordReader(*payload).number<std::uint64_t>();
  }

  void check(const std::map<std::string, std::uint64_t>& entries) {
    const auto count = [&](const char* table) { return entries.contains(table) ? entries.at(table) : 0; };
    if (count("photo") != numbers_["contents"] + numbers_["places"] + count("listing") ||
        count("name") != numbers_["photos"] + numbers_["failed"])
      throw BadRecord("tables of the gallery contradict each other");
  }

 private:
  std::map<std::string, std::uint64_t> numbers_;
};

}  // namespace

void walk_gallery(const std::filesystem::path& folder) {
  Walk walk;
  walk.check(lmdb::walk(folder, kMapBytes, kTables, [&](const std::string& table, lmdb::Bytes key, lmdb::Bytes value) {
    walk.visit(table, key, value);
  }));
}

std::optional<std::string> damage_told_by(const Outcome& walk) {
  if (walk.how == Outcome::How::died) return "a process that read all of it " + walk.sentence;
  if (walk.how == Outcome::How::failed && walk.is_damage) return walk.sentence;
  return std::nullopt;
}

}  // namespace facefs
