// SPDX-License-Identifier: Apache-2.0
#include "index/gallery.h"

#include <unistd.h>

#include <regex>
#include <stdexcept>

#include "index/durable_file.h"
#include "index/record_codec.h"
#include "index/records.h"

namespace facefs {
namespace {

// Address space, not disk: 64 GiB hold some 30 million faces.
constexpr std::size_t kMapBytes = std::size_t{64} << 30;

std::filesystem::path beside(const std::filesystem::path& folder, const char* suffix) {
  return folder.string() + suffix + std::to_string(::getpid());
}

/// What a crash in the middle of an exchange left: old bytes that should be gone, unless it came between the two
/// renames. Then the old ones stand again; whatever the exchange was for is done again.
void finish_earlier_exchanges(const std::filesystem::path& folder) {
  const std::regex ours(folder.filename().string() + "\\.(new|old)\\.[0-9]+");  // and nothing that a user put there
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path()))
    if (entry.is_directory() && std::regex_match(entry.path().filename().string(), ours)) left.push_back(entry.path());
  for (const auto& path : left)
    if (!std::filesystem::exists(folder) && path.string().starts_with(folder.string() + ".old."))
      std::filesystem::rename(path, folder);
    else
      erase_folder(path);
}

/// An image with all its faces, or nothing of it.
void copy_image(const lmdb::ReadTxn& source, const Tables& a, lmdb::WriteTxn& target, const Tables& b, lmdb::Bytes key,
                ImageRecord image) {
  std::vector<std::string> keys;
  for (std::uint64_t i = 0; i < image.faces; ++i)
    keys.push_back(key_of(static_cast<FaceId>(number_of(image.first_face) + i)));
  for (const std::string& face : keys) {
    const auto record = source.get(a.face, face);
    const auto embedding = source.get(a.embedding, face);
    if (!record || !embedding || !decoded<FaceRecord>(*record) || !decoded<Embedding>(*embedding)) return;
  }
  for (const std::string& face : keys) {
    target.put(b.face, face, *source.get(a.face, face));
    target.put(b.embedding, face, *source.get(a.embedding, face));
  }
  image.photos = 0;
  target.put(b.image, key, encoded(image));
}

void copy_faces(const lmdb::ReadTxn& source, const Tables& a, lmdb::WriteTxn& target, const Tables& b) {
  for (const char* name : {"faces_made", "embedded", "models"})
    if (const auto value = source.get(a.meta, name)) target.put(b.meta, name, *value);
  source.each(a.image, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (const auto image = decoded<ImageRecord>(value)) copy_image(source, a, target, b, key, *image);
    return true;
  });
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
  store_ = open_or_begin_anew();
  bring_up_to_date();
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

std::shared_ptr<Store> Gallery::open_or_begin_anew() const {
  try {
    return std::make_shared<Store>(folder_);
  } catch (const lmdb::Error& error) {
    if (!error.is_damage()) throw;
  }
  erase_folder(folder_);
  std::filesystem::rename(create(), folder_);
  return std::make_shared<Store>(folder_);
}

std::uint64_t Gallery::schema() const {
  const lmdb::ReadTxn txn(store_->environment());
  const auto found = txn.get(store_->tables().meta, "schema");
  return found ? RecordReader(*found).number<std::uint64_t>() : 0;
}

void Gallery::bring_up_to_date() {
  const std::uint64_t found = schema();
  if (found > kSchema)
    throw std::runtime_error(
        "the gallery in " + folder_.string() + " was made by a newer facefs (schema " + std::to_string(found) +
        "): update this one, or remove that folder to have it made anew from decisions.log and your photos");
  if (found < kSchema) begin_anew_with_faces();
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

void Gallery::begin_anew_with_faces() {
  const auto from = store();
  const std::filesystem::path fresh = create();
  {
    const Store to(fresh);
    const lmdb::ReadTxn source(from->environment());
    lmdb::WriteTxn target(to.environment());
    copy_faces(source, from->tables(), target, to.tables());
    target.commit();
  }
  exchange(fresh);
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
    for (const auto table : Tables::kAll)
      source.each(a.*table, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
        target.put(b.*table, key, value);
        return true;
      });
    target.commit();
  }
  exchange(fresh);
}

}  // namespace facefs
