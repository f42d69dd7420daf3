// SPDX-License-Identifier: Apache-2.0
#include "index/gallery.h"

#include <unistd.h>

#include <regex>
#include <stdexcept>

#include "index/durable_file.h"
#include "index/record_codec.h"

namespace facefs {
namespace {

// Address space, not disk: 64 GiB hold some 30 million faces.
constexpr std::size_t kMapBytes = std::size_t{64} << 30;

std::filesystem::path beside(const std::filesystem::path& folder, const char* suffix) {
  return folder.string() + suffix + std::to_string(::getpid());
}

/// What a crash in the middle of an exchange left: old bytes that should be gone.
void finish_earlier_exchanges(const std::filesystem::path& folder) {
  const std::regex ours(folder.filename().string() + "\\.(new|old)\\.[0-9]+");  // and nothing that a user put there
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path()))
    if (entry.is_directory() && std::regex_match(entry.path().filename().string(), ours)) left.push_back(entry.path());
  for (const auto& path : left) erase_folder(path);
}

}  // namespace

Store::Store(const std::filesystem::path& folder)
    : environment_(std::make_unique<lmdb::Environment>(folder, kMapBytes, Tables::kCount)) {
  lmdb::WriteTxn txn(*environment_);
  tables_ = std::make_unique<Tables>(txn);
  txn.commit();
}

Store::~Store() {
  environment_.reset();
  try {
    if (!erase_.empty()) erase_folder(erase_);
  } catch (const std::exception&) {  // the next start finishes it
  }
}

Gallery::Gallery(std::filesystem::path folder, std::vector<std::string> roots)
    : folder_(std::move(folder)), roots_(std::move(roots)) {
  finish_earlier_exchanges(folder_);
  if (!std::filesystem::exists(folder_)) {
    std::filesystem::rename(create(), folder_);
    sync_folder(folder_.parent_path());
  }
  store_ = std::make_shared<Store>(folder_);
  check_schema();
}

std::filesystem::path Gallery::create() const {
  std::filesystem::path fresh = beside(folder_, ".new.");
  std::filesystem::create_directory(fresh);
  std::filesystem::permissions(fresh, std::filesystem::perms::owner_all);
  const Store store(fresh);
  lmdb::WriteTxn txn(store.environment());
  txn.put(store.tables().meta, "schema", RecordWriter().number(kSchema).take());
  txn.commit();
  return fresh;
}

void Gallery::check_schema() const {
  const lmdb::ReadTxn txn(store_->environment());
  const auto found = txn.get(store_->tables().meta, "schema");
  const std::uint64_t schema = found ? RecordReader(*found).number<std::uint64_t>() : 0;
  if (schema > kSchema)
    throw std::runtime_error(
        "the gallery in " + folder_.string() + " was made by a newer facefs (schema " + std::to_string(schema) +
        "): update this one, or remove that folder to have it made anew from decisions.log and your photos");
}

std::shared_ptr<Store> Gallery::store() const {
  const std::lock_guard lock(mutex_);
  return store_;
}

void Gallery::exchange(const std::filesystem::path& fresh) {
  const std::filesystem::path old = beside(folder_, ".old.");
  std::filesystem::rename(folder_, old);
  std::filesystem::rename(fresh, folder_);
  sync_folder(folder_.parent_path());
  auto replacement = std::make_shared<Store>(folder_);
  const std::lock_guard lock(mutex_);
  store_->erase_when_done(old);
  store_.swap(replacement);
}

void Gallery::begin_anew() {
  exchange(create());
}

void Gallery::rebuild() {
  const auto from = store();
  const std::filesystem::path fresh = create();
  {
    const Store to(fresh);
    const lmdb::ReadTxn source(from->environment());
    lmdb::WriteTxn target(to.environment());
    const Tables& a = from->tables();
    const Tables& b = to.tables();
    for (const auto table :
         {&Tables::meta,   &Tables::folder,      &Tables::path,      &Tables::failure,      &Tables::content,
          &Tables::photo,  &Tables::photo_path,  &Tables::name,      &Tables::image,        &Tables::image_photo,
          &Tables::face,   &Tables::embedding,   &Tables::listing,   &Tables::photo_folder, &Tables::folder_state,
          &Tables::person, &Tables::person_name, &Tables::reference, &Tables::reading,      &Tables::decision})
      source.each(a.*table, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
        target.put(b.*table, key, value);
        return true;
      });
    target.commit();
  }
  exchange(fresh);
}

}  // namespace facefs
