// SPDX-License-Identifier: Apache-2.0
#include "index/storage/gallery.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <regex>
#include <stdexcept>

#include "index/storage/damage.h"
#include "index/storage/expendable.h"
#include "index/storage/face_migration.h"
#include "index/storage/gallery_walk.h"
#include "index/storage/lmdb_file.h"
#include "index/storage/stored_embeddings.h"
#include "index/values/keys.h"
#include "index/values/record_bytes.h"
#include "index/values/record_codec.h"
#include "index/values/records.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

// Address space, not disk: 64 GiB hold about 30 million faces.
constexpr std::size_t kMapBytes = std::size_t{64} << 30;

/// Returns a new name each time, because a reader may still hold an earlier one.
std::filesystem::path beside(const std::filesystem::path& folder, const char* suffix) {
  static std::atomic<unsigned> count = 0;
  return folder.string() + suffix + std::to_string(::getpid()) + "." + std::to_string(++count);
}

/// Erases the folders that a crash in the middle of an exchange left: old bytes that should be gone. Puts the old
/// gallery back where the crash came between the two renames. What the exchange was for is then done again.
void finish_earlier_exchanges(const std::filesystem::path& folder) {
  const std::regex ours(folder.filename().string() +
                        "\\.(new|old)\\.[0-9]+(\\.[0-9]+)?");  // and nothing that a user put there
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path()))
    if (entry.is_directory() && std::regex_match(entry.path().filename().string(), ours)) left.push_back(entry.path());
  for (const auto& path : left)
    if (!std::filesystem::exists(folder) && path.string().starts_with(folder.string() + ".old."))
      std::filesystem::rename(path, folder);
    else
      erase_folder(path);
}

/// A new environment's folder. It is removed again when it did not take the gallery's place.
struct Fresh {
  std::filesystem::path folder;
  ~Fresh() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
};

constexpr std::uint64_t kSchemaWithoutReferenceFiles = 8;

std::atomic<std::uint64_t> stores_opened = 0;

/// Takes over undamaged faces and embeddings. Also takes over which cluster each face was in, so that the clusters find
/// their numbers again.
class FaceCopy {
 public:
  FaceCopy(const Store& from, const Store& to)
      : source_(from.environment()), a_(from.tables()), target_(to.environment()), b_(to.tables()) {}

  void run() {
    if (const auto models = source_.get(a_.meta, "models"); models && open_record(*models)) {
      target_.put(b_.meta, "models", *models);
      models_ = std::string(*open_record(*models));
    }
    source_.each(a_.image, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
      const auto image = key.size() == kImageKeyBytes ? decoded<ImageRecord>(value) : std::nullopt;
      if (image) copy_image(key, *image);
      return true;
    });
    join_full_runs(target_, b_, FaceId{}, static_cast<FaceId>(last_), layout());
    put_number("faces_made", last_);
    put_number("embedded", count_);
    put_number("clusters_made", clusters_made());
    put_number("foreign_images", foreign_images_);  // none is shown, and so no foreign face is counted
    for (const char* what : {"matching_held", "grouping_held"})
      if (const auto held = source_.get(a_.meta, what); held && open_record(*held)) target_.put(b_.meta, what, *held);
    target_.commit();
  }

 private:
  struct WholeFace {
    FaceId id;
    lmdb::Bytes record;
    FaceCode code;
  };

  CodeLayout layout() const { return layout_for(embedder_in(models_).value_or(EmbedderKind::dlib)); }

  /// Returns all faces of an image; none where one of them is damaged or has no embedding any more.
  std::vector<WholeFace> faces_of(const ImageRecord& image) const {
    std::vector<WholeFace> faces;
    for (std::uint64_t i = 0; i < image.faces; ++i) {
      const auto id = static_cast<FaceId>(number_of(image.first_face) + i);
      const auto record = source_.get(a_.face, key_of(id));
      auto code = stored_code(source_, a_, id);
      if (!code) code = older_code(source_, a_, id);
      if (!record || !code || !decoded<FaceRecord>(*record)) return {};
      faces.push_back({id, *record, *code});
    }
    return faces;
  }

  void copy_cluster(FaceId id) {
    const auto cluster = source_.get(a_.face_cluster, key_of(id));
    if (!cluster || cluster->size() != kIdBytes) return;
    target_.put(b_.face_cluster, key_of(id), *cluster);
    last_cluster_ = std::max(last_cluster_, id_in(*cluster));
  }

  /// Copies an image with all its faces or not at all. A face without its image could not be found for erasing.
  void copy_image(lmdb::Bytes key, ImageRecord image) {
    const std::vector<WholeFace> faces = faces_of(image);
    if (faces.size() != image.faces) return;
    for (const WholeFace& face : faces) {
      target_.put(b_.face, key_of(face.id), face.record);
      store_code(target_, b_, face.id, face.code, layout());
      copy_cluster(face.id);
    }
    image.photos = 0;
    target_.put(b_.image, key, encoded(image));
    if (image.faces > 0) last_ = std::max(last_, number_of(image.first_face) + image.faces - 1);
    count_ += image.faces;
    if (!models_.empty() && image.models != models_) ++foreign_images_;  // index/storage/foreign_faces.h
  }

  /// Returns the highest number that a cluster was given. Where the counter is damaged, only the numbers of copied
  /// faces count.
  std::uint64_t clusters_made() const {
    std::uint64_t highest = last_cluster_;
    for (const auto& sealed : {source_.get(a_.meta, "clusters_made"), target_.get(b_.meta, "clusters_made")})
      if (const auto bytes = sealed ? open_record(*sealed) : std::nullopt; bytes && bytes->size() == kIdBytes)
        highest = std::max(highest, id_in(*bytes));
    return highest;
  }

  void put_number(const char* name, std::uint64_t value) {
    target_.put(b_.meta, name, sealed_record(RecordWriter().number(value).take()));
  }

  lmdb::ReadTxn source_;
  const Tables& a_;
  lmdb::WriteTxn target_;
  const Tables& b_;
  std::uint64_t last_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t last_cluster_ = 0;
  std::string models_;
  std::uint64_t foreign_images_ = 0;
};

/// Copies the faces in a process of its own, because LMDB trusts what it reads. Throws BadRecord where that process met
/// damage or died of it.
void copy_faces(const std::filesystem::path& from, const std::filesystem::path& to) {
  const Outcome copy = outcome_of([&] {
    const Store source(from);
    const Store target(to);
    FaceCopy(source, target).run();
  });
  if (const auto damage = damage_told_by(copy)) throw BadRecord(*damage);
  if (copy.how != Outcome::How::done) throw std::runtime_error("copying the gallery's faces: " + copy.sentence);
}

}  // namespace

std::optional<std::string> mend_unopened(const std::filesystem::path& folder) {
  const lmdb::FileState state = lmdb::file_state(folder);
  if (state == lmdb::FileState::sound) return std::nullopt;
  if (state == lmdb::FileState::cut && outcome_of([&] { walk_gallery(folder); }).how == Outcome::How::done)
    return std::nullopt;
  const std::string damaged = "the gallery in " + folder.string() +
                              (state == lmdb::FileState::cut ? " was cut short" : " has a damaged head") +
                              ": it is made again, and nothing you said is lost; ";
  const Fresh fresh{beside(folder, ".new.")};
  try {
    { const Gallery made(fresh.folder, {}); }
    copy_faces(folder, fresh.folder);
  } catch (const BadRecord&) {
    erase_folder(folder);
    return damaged + "all photos are read again";
  }
  const std::filesystem::path old = beside(folder, ".old.");
  std::filesystem::rename(folder, old);  // after a crash before the next line, the next start puts it back
  std::filesystem::rename(fresh.folder, folder);
  sync_folder(folder.parent_path());
  erase_folder(old);
  return damaged + "the faces are kept";
}

Store::Store(const std::filesystem::path& folder)
    : id_(++stores_opened), environment_(std::make_unique<lmdb::Environment>(folder, kMapBytes, Tables::kCount)) {
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
  if (!std::filesystem::exists(folder_)) begin();
  *store_.lock() = open_or_begin_anew();
  try {
    bring_up_to_date();
  } catch (const std::exception& fault) {
    if (!is_damage(fault)) throw;
    begin_anew_with_faces();
  }
}

std::filesystem::path Gallery::numbers_file() const {
  return folder_.string() + ".numbers";
}

std::uint64_t Gallery::kept_cluster_numbers() const {
  std::ifstream file(numbers_file());
  std::uint64_t highest = 0;
  return file >> highest ? highest : 0;
}

void Gallery::keep_cluster_numbers(std::uint64_t highest) {
  if (highest > kept_cluster_numbers()) write_durably(numbers_file(), std::to_string(highest) + "\n");
}

std::filesystem::path Gallery::create() const {
  std::filesystem::path fresh = beside(folder_, ".new.");
  if (std::filesystem::exists(fresh)) erase_folder(fresh);  // left by another process that had our number
  std::filesystem::create_directory(fresh);
  std::filesystem::permissions(fresh, std::filesystem::perms::owner_all);
  try {
    const Store store(fresh);
    lmdb::WriteTxn txn(store.environment());
    txn.put(store.tables().meta, "schema", sealed_record(RecordWriter().number(kSchema).take()));
    txn.put(store.tables().meta, "clusters_made", sealed_record(RecordWriter().number(kept_cluster_numbers()).take()));
    txn.commit();
    sync_folder(fresh);  // LMDB syncs its file, not the file's name
  } catch (const std::exception&) {
    erase_folder(fresh);
    throw;
  }
  return fresh;
}

/// Begins an empty gallery where there is none.
void Gallery::begin() const {
  std::filesystem::rename(create(), folder_);
  sync_folder(folder_.parent_path());
}

std::shared_ptr<Store> Gallery::open_or_begin_anew() {
  try {
    return std::make_shared<Store>(folder_);
  } catch (const lmdb::Error& error) {
    if (!error.is_damage()) throw;
  }
  was_begun_anew_ = true;
  erase_folder(folder_);
  begin();
  return std::make_shared<Store>(folder_);
}

/// Returns the gallery's schema; 0 where it cannot be told. Such a gallery is damaged, or older than the oldest known.
std::uint64_t Gallery::schema() const {
  const auto here = store();
  const lmdb::ReadTxn txn(here->environment());
  const auto found = txn.get(here->tables().meta, "schema");
  const auto payload = found ? open_record(*found) : std::nullopt;
  return payload && payload->size() == sizeof(std::uint64_t) ? RecordReader(*payload).number<std::uint64_t>() : 0;
}

void Gallery::bring_up_to_date() {
  const std::uint64_t found = schema();
  if (found > kSchema)
    throw std::runtime_error(
        "the gallery in " + folder_.string() + " was made by a newer facefs (schema " + std::to_string(found) +
        "): update this one, or remove that folder: it is made again from decisions.log and your photos");
  if (found == kSchemaWithoutReferenceFiles) return take_in_log_anew();
  if (found < kSchema) begin_anew_with_faces();
}

/// Keeps a gallery of that schema whole. What it lacks is in decisions.log, which is taken in anew.
void Gallery::take_in_log_anew() {
  const auto here = store();
  lmdb::WriteTxn txn(here->environment());
  txn.put(here->tables().meta, "schema", sealed_record(RecordWriter().number(kSchema).take()));
  txn.put(here->tables().meta, "log_seq", sealed_record(RecordWriter().number(std::uint64_t{0}).take()));
  txn.commit();
}

std::shared_ptr<Store> Gallery::store() const {
  return *store_.lock();
}

void Gallery::look_after_pages() const {
  const auto here = store();
  pages_.look(here->environment(), here->tables().code);
}

/// Puts the new environment in the gallery's place. All that can fail comes before the renames, or is taken back.
void Gallery::exchange(const std::filesystem::path& fresh) {
  const std::filesystem::path old = beside(folder_, ".old.");
  auto replacement = std::make_shared<Store>(fresh);
  std::filesystem::rename(folder_, old);
  try {
    std::filesystem::rename(fresh, folder_);
  } catch (const std::exception&) {
    std::filesystem::rename(old, folder_);
    throw;
  }
  {
    const auto current = store_.lock();
    (*current)->erase_when_done(old);
    current->swap(replacement);
    ++generation_;
  }
  sync_folder(folder_.parent_path());
}

void Gallery::begin_anew() {
  was_begun_anew_ = true;
  const Fresh fresh{create()};
  exchange(fresh.folder);
}

void Gallery::begin_anew_with_faces() {
  was_begun_anew_ = true;
  try {
    const Fresh fresh{create()};
    copy_faces(folder_, fresh.folder);
    exchange(fresh.folder);
  } catch (const std::exception& fault) {
    if (!is_damage(fault)) throw;
    begin_anew();
  }
}

void Gallery::rebuild() {
  const auto from = store();
  const Fresh fresh{create()};
  {
    const Store to(fresh.folder);
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
  exchange(fresh.folder);
}

}  // namespace facefs
