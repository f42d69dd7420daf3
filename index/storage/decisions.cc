// SPDX-License-Identifier: Apache-2.0
#include "index/storage/decisions.h"

#include "index/values/keys.h"

namespace facefs {

std::vector<DecisionRecord> Decisions::of(const ImageKey& key) const {
  std::vector<DecisionRecord> decisions;
  txn().each(tables().decision, key_of(key), [&](lmdb::Bytes, lmdb::Bytes value) {
    if (const auto decision = decoded<DecisionRecord>(value)) decisions.push_back(*decision);
    return true;
  });
  return decisions;
}

std::vector<Box> Decisions::erased_boxes_of(const ImageKey& key) const {
  std::vector<Box> boxes;
  for (const DecisionRecord& decision : of(key))
    if (decision.verb == DecisionRecord::Verb::erase) boxes.push_back(decision.box);
  return boxes;
}

void Decisions::each(const std::function<void(const ImageKey&, std::uint64_t, const DecisionRecord&)>& visit) const {
  txn().each(tables().decision, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (const auto decision = decoded<DecisionRecord>(value))
      visit(image_key_in(key), id_in(key, kImageKeyBytes), *decision);
    return true;
  });
}

}  // namespace facefs
