// SPDX-License-Identifier: Apache-2.0
#include "index/storage/update.h"

#include <chrono>

#include "index/values/record_codec.h"

namespace facefs {

Update::Update(const Gallery& gallery) : Update(gallery, gallery.store()) {}

Update::Update(const Gallery& gallery, const std::shared_ptr<Store>& store)
    : Snapshot(gallery, store, std::make_unique<lmdb::WriteTxn>(store->environment())),
      write_(const_cast<lmdb::WriteTxn&>(static_cast<const lmdb::WriteTxn&>(txn()))) {}

void Update::commit() {
  write_.commit();
}

void Update::set_number(std::string_view name, std::uint64_t value) {
  set_text(name, RecordWriter().number(value).take());
}

void Update::set_text(std::string_view name, std::string_view value) {
  write_.put(tables().meta, name, sealed_record(value));
}

void Update::add_to_number(std::string_view name, std::int64_t difference) {
  if (difference != 0) set_number(name, number(name) + static_cast<std::uint64_t>(difference));
}

void Update::note(Change::Kind kind, const FolderKey& folder, const std::string& name, PhotoId photo) {
  changes_.push_back({kind, folder, name, photo, kNobody});
}

void Update::note(Change::Kind kind, const FolderKey& folder, const std::string& name, PersonId person) {
  changes_.push_back({kind, folder, name, kNoPhoto, person});
}

void Update::touch(const FolderKey& folder, int entries) {
  FolderState state = state_of(folder);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  ++state.version;
  if (folder.kind != FolderKey::Kind::cluster)  // that one's is told by its photos (index/storage/update_clusters.cc)
    state.mtime_ns = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
  state.entries += static_cast<std::uint64_t>(entries);
  put(tables().folder_state, key_of(folder), state);
}

}  // namespace facefs
