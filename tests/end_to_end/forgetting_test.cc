// SPDX-License-Identifier: Apache-2.0
// Forgotten means gone: the tests search every byte of every file of the data folder.
#include <gmock/gmock.h>

#include "index/values/record_codec.h"
#include "support/gallery_on_disk.h"
#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kName = "Zaphod-Beeblebrox";  // nothing else may hold it by chance

class Forgetting : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    add_photo("obama2.jpg", "o2.jpg");
    add_photo("obama3.jpg", "o3.jpg");
    write_bytes(photos / "b.jpg", bytes_of(photo("biden.jpg")) + " ");
    start();
    enroll(kName, {"obama.jpg"});
    enroll("Biden", {"biden.jpg"});
    settle();
    bytes_of(faces / "labeled" / kName / "o2.jpg");  // a picture that shows the name
    bytes_of(faces / "people" / kName / "o3.jpg");
    ASSERT_EQ(shell("mv " + quoted(faces / "people/Biden/b.jpg") + " " + quoted(faces / "people" / kName)).code, 0);
    ASSERT_EQ(shell("rm " + quoted(faces / "people" / kName / "o3.jpg")).code, 0);
    ASSERT_EQ(facefs("undo").code, 0);
    settle();
    ASSERT_EQ(stop(), 0);
    theirs = embeddings_of(data, photos.string(), kName);
    ASSERT_EQ(theirs.references.size(), 1U);
    ASSERT_EQ(theirs.faces.size(), 3U);
    ASSERT_FALSE(files_with(kName).empty()) << "the search would find it";
    ASSERT_THAT(files_with(bytes_of_embedding(theirs.references[0])), ElementsAre("data.mdb"));
    start();
    settle();
  }

  /// Returns the embedding's first 16 numbers, as a record holds them. No two embeddings share them.
  static std::string bytes_of_embedding(const Embedding& embedding) {
    RecordWriter writer;
    for (std::size_t i = 0; i < 16; ++i) writer.real(embedding.values[i]);
    return writer.take();
  }

  /// Returns what a face's code leaves out, as its record holds it.
  static std::string bytes_of_rest(const FaceCode& face) {
    RecordWriter writer;
    for (const std::int16_t rest : face.rest) writer.number(static_cast<std::uint16_t>(rest));
    return writer.take();
  }

  /// A face's codes as a block of the gallery holds them (index/search/code_layout.h): fours, each of them with those
  /// of fifteen other faces before the next one, and the rest in a row.
  static constexpr std::size_t kBetweenFours = kCodeGroup * kCodesTogether;
  struct Stored {
    std::vector<std::string> fours;
    std::string others;
  };

  template <class Layout>
  static Stored stored(const FaceCode& face) {
    typename Layout::Group group{};
    typename Layout::Others others{};
    Layout::put(face, 0, group, others);
    Stored stored{{}, {others.begin(), others.end()}};
    for (std::size_t at = 0; at < group.codes.size(); at += kBetweenFours)
      stored.fours.emplace_back(group.codes.begin() + at, group.codes.begin() + at + kCodesTogether);
    return stored;
  }

  static bool holds(const std::string& bytes, const std::vector<std::string>& fours) {
    for (std::size_t at = bytes.find(fours[0]); at != std::string::npos; at = bytes.find(fours[0], at + 1)) {
      std::size_t same = 1;
      while (same < fours.size() && at + same * kBetweenFours < bytes.size() &&
             bytes.compare(at + same * kBetweenFours, kCodesTogether, fours[same]) == 0)
        ++same;
      if (same == fours.size()) return true;
    }
    return false;
  }

  template <typename Holds>
  std::vector<std::string> files_that(Holds holds) const {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(data))
      if (holds(entry.path().filename().string()) || (entry.is_regular_file() && holds(bytes_of(entry.path()))))
        files.push_back(entry.path().filename());
    return files;
  }
  std::vector<std::string> files_with(const std::string& bytes) const {
    return files_that([&](const std::string& all) { return all.find(bytes) != std::string::npos; });
  }
  std::vector<std::string> files_with(const std::vector<std::string>& fours) const {
    return files_that([&](const std::string& all) { return holds(all, fours); });
  }

  void expect_no_face_left() const {
    for (const FaceCode& face : theirs.faces) {
      EXPECT_THAT(files_with(bytes_of_rest(face)), IsEmpty());
      for (const Stored& codes : {stored<LeadingLayout>(face), stored<CoarseLayout>(face)}) {
        EXPECT_THAT(files_with(codes.fours), IsEmpty());
        EXPECT_THAT(files_with(codes.others), IsEmpty());
      }
    }
  }

  EmbeddingsOfPerson theirs;
};

TEST_F(Forgetting, LeavesNoByteOfAPersonBehind) {
  ASSERT_EQ(shell("rm -r " + quoted(faces / "enroll" / kName)).code, 0);
  settle();
  ASSERT_EQ(stop(), 0);
  EXPECT_THAT(files_with(kName), IsEmpty());
  EXPECT_THAT(files_with(bytes_of_embedding(theirs.references[0])), IsEmpty());
  const auto references = bytes_of(photo("obama.jpg"));
  EXPECT_THAT(files_with(references.substr(references.size() / 2, 64)), IsEmpty()) << "of the reference photo";
  for (const FaceCode& face : theirs.faces) {
    EXPECT_THAT(files_with(bytes_of_rest(face)), ElementsAre("data.mdb")) << "the photo's face is nobody's now";
    EXPECT_THAT(files_with(stored<CoarseLayout>(face).fours), ElementsAre("data.mdb"));
    EXPECT_THAT(files_with(stored<CoarseLayout>(face).others), ElementsAre("data.mdb"));
  }
  start();
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Biden"));
}

TEST_F(Forgetting, OfFacesLeavesNoEmbeddingOfThemBehindEither) {
  ASSERT_EQ(facefs("forget --yes --faces " + std::string(kName)).code, 0);
  settle();
  ASSERT_EQ(stop(), 0);
  EXPECT_THAT(files_with(kName), IsEmpty());
  for (const Embedding& face : theirs.references) EXPECT_THAT(files_with(bytes_of_embedding(face)), IsEmpty());
  expect_no_face_left();
  start();
  settle();
  ASSERT_EQ(facefs("rescan").code, 0);
  settle();
  ASSERT_EQ(stop(), 0);
  expect_no_face_left();  // and none is made again
}

TEST_F(Forgetting, IsFinishedAfterAKillInTheMiddle) {
  ASSERT_EQ(facefs("forget --yes " + std::string(kName)).code, 0);
  kill_daemon(SIGKILL);
  clear_stale_mount(faces);
  start();
  settle();
  ASSERT_EQ(stop(), 0);
  EXPECT_THAT(files_with(kName), IsEmpty());
  EXPECT_THAT(files_with(bytes_of_embedding(theirs.references[0])), IsEmpty());
}

}  // namespace
}  // namespace facefs::test
