// SPDX-License-Identifier: Apache-2.0
#include "index/storage/decision_tables.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "index/storage/decisions.h"
#include "index/values/keys.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

std::string key_of_decision(const ImageKey& image, std::uint64_t seq) {
  return key_of(image) + RecordWriter().number(seq).take();
}

}  // namespace

void DecisionTables::add(const ImageKey& image, std::uint64_t seq, const DecisionRecord& record) {
  put(tables().decision, key_of_decision(image, seq), record);
  note(image, record);
}

void DecisionTables::erase(const ImageKey& image, std::uint64_t seq) {
  const std::string key = key_of_decision(image, seq);
  const auto bytes = txn().get(tables().decision, key);
  if (!bytes) return;
  note(image, decoded<DecisionRecord>(*bytes).value_or(DecisionRecord{}));
  txn().erase(tables().decision, key);
}

void DecisionTables::erase_about(PersonId person) {
  std::vector<std::pair<ImageKey, std::uint64_t>> decisions;
  Decisions(update()).each([&](const ImageKey& image, std::uint64_t seq, const DecisionRecord& record) {
    if (record.person == person) decisions.emplace_back(image, seq);
  });
  for (const auto& [image, seq] : decisions) erase(image, seq);
}

/// Notes what must be matched again. A face that is certainly a person's teaches, so other faces are matched anew when
/// it begins or ceases to be.
void DecisionTables::note(const ImageKey& image, const DecisionRecord& record) {
  using V = DecisionRecord::Verb;
  outdated().images.insert(image);
  const std::vector<DecisionRecord> said = Decisions(update()).of(image);
  const bool taught =
      std::any_of(said.begin(), said.end(), [](const DecisionRecord& one) { return one.verb == V::is; });
  if (record.verb == V::is || (taught && record.verb != V::unignore)) outdated().people = true;
}

}  // namespace facefs
