// SPDX-License-Identifier: Apache-2.0
#include "index/storage/update.h"

#include "index/values/record_codec.h"

namespace facefs {

Update::Update(const Gallery& gallery)
    : gallery_(gallery),
      store_(gallery.store()),
      txn_(std::make_shared<lmdb::WriteTxn>(store_->environment())),
      snapshot_(store_, txn_) {}

void Update::commit() {
  txn_->commit();
}

void Update::set_counter(std::string_view name, std::uint64_t value) {
  set_text(name, RecordWriter().number(value).take());
}

void Update::add_to_counter(std::string_view name, std::int64_t difference) {
  if (difference != 0) set_counter(name, snapshot_.counter(name) + static_cast<std::uint64_t>(difference));
}

void Update::set_text(std::string_view name, std::string_view value) {
  txn_->put(store_->tables().meta, name, sealed_record(value));
}

}  // namespace facefs
