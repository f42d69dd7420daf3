// SPDX-License-Identifier: Apache-2.0
// A gallery whose files are not what was written: seen before it is opened, or by a process that reads all of it.
#include "index/storage/gallery_walk.h"

#include <gmock/gmock.h>

#include <fstream>

#include "index/storage/lmdb_file.h"
#include "index/storage/path_tables.h"
#include "index/storage/photo_tables.h"
#include "index/values/record_codec.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class GalleryOnDisk : public testing::Test {
 protected:
  TemporaryDirectory home;
  const fs::path folder = home / "gallery", file = folder / "data.mdb";

  GalleryOnDisk() {
    Gallery gallery(folder, {"/photos"});
    Update update(gallery);
    for (int i = 0; i < 300; ++i) {
      const std::string name = "p" + std::to_string(i);
      ImageKey image{{}, 4000, 3000};
      image.hash[0] = static_cast<std::uint8_t>(i);
      image.hash[1] = static_cast<std::uint8_t>(i >> 8);
      const PhotoId id =
          PhotoTables(update).add(content_hash_of(name), {image, false, "test", {face_with(face_of(i, 1))}});
      PathTables(update).set({PathTables(update).folder_for("/photos"), name + ".jpg"}, {1, 1, 1, 1, 1}, id);
    }
    update.commit();
  }

  std::optional<std::string> walk() const {
    return damage_told_by(outcome_of([this] { walk_gallery(folder); }));
  }

  void write(std::uint64_t at, const std::string& bytes) const {
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary)
        .seekp(static_cast<std::streamoff>(at))
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  std::size_t embeddings() const {
    const Gallery gallery(folder, {"/photos"});
    return Snapshot(gallery).counter("embedded");
  }
};

TEST_F(GalleryOnDisk, ThatIsWholeIsLeftAlone) {
  EXPECT_EQ(lmdb::file_state(folder), lmdb::FileState::sound);
  EXPECT_EQ(mend_unopened(folder), std::nullopt);
  EXPECT_EQ(walk(), std::nullopt);
  EXPECT_EQ(embeddings(), 300U);
}

TEST_F(GalleryOnDisk, ThatIsNotThereIsMade) {
  fs::remove_all(folder);
  EXPECT_EQ(mend_unopened(folder), std::nullopt);
  EXPECT_EQ(embeddings(), 0U);
}

TEST_F(GalleryOnDisk, ThatWasCutIsMetBeforeItIsOpened) {
  for (const double part : {0.9, 0.6}) {
    fs::resize_file(file, static_cast<std::uintmax_t>(static_cast<double>(fs::file_size(file)) * part));
    EXPECT_EQ(lmdb::file_state(folder), lmdb::FileState::cut) << part;
    const auto mended = mend_unopened(folder);
    ASSERT_TRUE(mended) << part;
    EXPECT_THAT(*mended, HasSubstr("cut short"));
    EXPECT_EQ(walk(), std::nullopt);
    embeddings();
  }
}

TEST_F(GalleryOnDisk, ThatLacksOnlyPagesThatNothingIsInIsLeftAlone) {
  {
    Gallery gallery(folder, {"/photos"});
    lmdb::WriteTxn txn(gallery.store()->environment());
    txn.put(gallery.store()->tables().pin, "large", std::string(1 << 20, 'x'));
    txn.commit();
    lmdb::WriteTxn again(gallery.store()->environment());
    again.erase(gallery.store()->tables().pin, "large");
    again.commit();
  }
  fs::resize_file(file, fs::file_size(file) - (512 << 10));
  ASSERT_EQ(lmdb::file_state(folder), lmdb::FileState::cut);
  EXPECT_EQ(mend_unopened(folder), std::nullopt);
  EXPECT_EQ(embeddings(), 300U);
}

TEST_F(GalleryOnDisk, WithADamagedHeadIsMetBeforeItIsOpened) {
  write(0, std::string(64, '\xaa'));
  EXPECT_EQ(lmdb::file_state(folder), lmdb::FileState::damaged);
  EXPECT_THAT(mend_unopened(folder).value_or(""), HasSubstr("damaged head"));
  EXPECT_EQ(walk(), std::nullopt);
}

TEST_F(GalleryOnDisk, OfAFewBytesIsMetBeforeItIsOpened) {
  fs::resize_file(file, 100);
  EXPECT_EQ(lmdb::file_state(folder), lmdb::FileState::damaged);
  EXPECT_TRUE(mend_unopened(folder));
  embeddings();
}

TEST_F(GalleryOnDisk, IsFoundDamagedWhereverABitOfARecordIsFlipped) {
  const std::string whole = bytes_of(file);
  std::size_t met = 0, tried = 0;
  for (std::size_t at = whole.find("p17.jpg"); at != std::string::npos; at = whole.find("p17.jpg", at + 1)) {
    write(at, "p18.jpg");
    const bool is_damaged = walk().has_value();
    met += is_damaged ? 1 : 0;
    ++tried;
    write(at, whole.substr(at, 7));
  }
  EXPECT_GT(tried, 2U);
  EXPECT_GT(met, 0U) << "in a record; of " << tried << " the others are keys";
  EXPECT_EQ(walk(), std::nullopt);
}

TEST_F(GalleryOnDisk, IsFoundDamagedWhenPagesAreGone) {
  const std::uint64_t size = fs::file_size(file);
  std::size_t met = 0;
  const std::uint64_t step = size / 20 / 4096 * 4096;
  for (std::uint64_t at = 8192; at + 4096 < size; at += step) {
    const std::string before = bytes_of(file).substr(at, 4096);
    write(at, std::string(4096, '\0'));
    met += walk() ? 1 : 0;
    write(at, before);
  }
  EXPECT_GT(met, 5U) << "but for pages that are free, and the rest of large values";
  EXPECT_EQ(walk(), std::nullopt);
}

TEST_F(GalleryOnDisk, KeepsItsFacesWhenItIsBegunAnewAroundThem) {
  Gallery gallery(folder, {"/photos"});
  gallery.begin_anew_with_faces();
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 300U);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
}

TEST_F(GalleryOnDisk, IsBegunFromNothingWhenItsFacesCannotBeCopied) {
  Gallery gallery(folder, {"/photos"});
  const std::uint64_t size = fs::file_size(file);
  for (std::uint64_t at = 8192; at + 4096 <= size; at += 4096) write(at, std::string(4096, '\0'));
  gallery.begin_anew_with_faces();
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 0U);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
}

TEST_F(GalleryOnDisk, IsFoundDamagedWhereItsNamesAreNotAsManyAsItsPhotos) {
  {
    const Gallery gallery(folder, {"/photos"});
    Update update(gallery);
    update.set_counter("failed", 1);
    update.commit();
    EXPECT_THROW(Snapshot(gallery).check_counts(), BadRecord);
  }
  const auto told = walk();
  ASSERT_TRUE(told);
  EXPECT_THAT(*told, HasSubstr("contradict"));
}

/// LMDB counts each table's entries itself. The test makes that count too high in every page that has it.
TEST_F(GalleryOnDisk, IsFoundDamagedWhereATableSaysThatItHasMoreThanItHolds) {
  struct Table {
    std::uint32_t pad;
    std::uint16_t flags, depth;
    std::uint64_t branches, leaves, overflows, entries, root;
  };
  std::string bytes = bytes_of(file);
  const std::string name = "face";
  for (std::size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) {
    Table table{};
    if (at + name.size() + sizeof table > bytes.size()) break;
    std::memcpy(&table, bytes.data() + at + name.size(), sizeof table);
    if (table.entries != 300) continue;
    ++table.entries;
    std::memcpy(bytes.data() + at + name.size(), &table, sizeof table);
  }
  write_bytes(file, bytes);
  const auto told = walk();
  ASSERT_TRUE(told);
  EXPECT_THAT(*told, HasSubstr("other entries"));
}

TEST(DamageOfAWalk, IsNotWhatHadAnotherCause) {
  EXPECT_EQ(damage_told_by({Outcome::How::failed, "no memory", false}), std::nullopt);
  EXPECT_EQ(damage_told_by({Outcome::How::ended, "was ended by Killed", false}), std::nullopt);
  EXPECT_EQ(damage_told_by({Outcome::How::failed, "a flipped bit", true}), "a flipped bit");
  EXPECT_NE(damage_told_by({Outcome::How::died, "was ended by Bus error", false}), std::nullopt);
}

}  // namespace
}  // namespace facefs::test
