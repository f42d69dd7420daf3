// SPDX-License-Identifier: Apache-2.0
#include "index/storage/snapshot.h"

#include <utility>

#include "index/values/record_codec.h"

namespace facefs {

Snapshot::Snapshot(const Gallery& gallery) : store_(gallery.store()) {
  gallery.look_after_pages();
  txn_ = std::make_shared<lmdb::ReadTxn>(store_->environment());
}

Snapshot::Snapshot(std::shared_ptr<Store> store, std::shared_ptr<const lmdb::ReadTxn> txn)
    : store_(std::move(store)), txn_(std::move(txn)) {}

std::string Snapshot::text(std::string_view name) const {
  const auto bytes = txn_->get(store_->tables().meta, name);
  if (!bytes) return {};
  const auto payload = open_record(*bytes);
  if (!payload) throw BadRecord("a number of the gallery is damaged");
  return std::string(*payload);
}

std::uint64_t Snapshot::counter(std::string_view name) const {
  const std::string bytes = text(name);
  return bytes.empty() ? 0 : RecordReader(bytes).number<std::uint64_t>();
}

void Snapshot::check_counts() const {
  const Tables& tables = store_->tables();
  if (txn_->entries(tables.photo) != counter("contents") + counter("places") + txn_->entries(tables.listing) ||
      txn_->entries(tables.name) != counter("photos") + counter("failed"))
    throw BadRecord("tables of the gallery contradict each other");
}

}  // namespace facefs
