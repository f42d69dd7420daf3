// SPDX-License-Identifier: Apache-2.0
#include "daemon/rereader.h"

#include <gmock/gmock.h>

#include "index/storage/decision_tables.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/foreign_tables.h"
#include "support/gallery_fixture.h"
#include "support/told_loop.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr auto kOther = "yunet/other";

/// Passes everything on to a loop that the test keeps.
class Passing final : public EventLoop {
 public:
  explicit Passing(ToldLoop& to) : to_(to) {}
  std::unique_ptr<Timer> make_timer() override { return to_.make_timer(); }
  void post(std::function<void()> call) override { to_.post(std::move(call)); }

 private:
  ToldLoop& to_;
};

class Rereading : public GalleryFixture {
 protected:
  ToldLoop loop;
  Ledger ledger;
  std::vector<std::pair<std::string, Token>> under_way;
  std::vector<WriterMessage> told;
  std::set<std::string> away;
  bool is_scanning = false, is_damaged = false;
  std::unique_ptr<Rereader> rereader = make();

  std::unique_ptr<Rereader> make() {
    return std::make_unique<Rereader>(
        std::make_unique<Passing>(loop), gallery, kSpace, ledger,
        RereaderLinks{
            .to_read = [this](const std::string& path, const Token& token) { under_way.emplace_back(path, token); },
            .to_writer = [this](WriterMessage message) { told.push_back(std::move(message)); },
            .is_there =
                [this](const std::string& path) {
                  if (is_damaged) throw BadRecord("a flipped bit");
                  return !away.contains(path);
                },
            .is_scanning = [this] { return is_scanning; }});
  }
  void SetUp() override {
    change([&](Update& update) { update.set_text("models", "test"); });
  }
  /// Puts a photo of a face that is too small for the sample. Returns its path.
  std::string put(const std::string& name, std::uint64_t changed, float side = 20) {
    const std::string path = "/photos/" + name + ".jpg";
    change([&](Update& update) {
      const PhotoId id = PhotoTables(update).add(
          content_named(name),
          {image_named(name), false, "test", {face_with(face_of(1, static_cast<int>(changed)), side)}});
      FileStamp when = stamp();
      when.mtime_ns = static_cast<decltype(when.mtime_ns)>(changed);
      PathTables(update).set(place_of(update, path), when, id);
    });
    return path;
  }
  void change_networks() {
    change([&](Update& update) { ForeignTables(update).read_with(kOther); });
  }
  std::vector<std::string> paths() const {
    std::vector<std::string> paths;
    for (const auto& [path, token] : under_way) paths.push_back(path);
    return paths;
  }
  void read(const std::string& name) {
    change([&](Update& update) {
      ForeignTables(update).read_again({image_named(name), false, kOther, {face_with(face_of(1, 1), 20)}});
    });
  }
  /// Puts what is under way into the gallery, as the writer would.
  void take_in() {
    for (const auto& [path, token] : under_way) read(path.substr(8, path.size() - 12));
    under_way.clear();
    loop.run_posted();
  }
  /// Does what FirstReadAgain asks for.
  void release_matching() {
    change([&](Update& update) { ForeignTables(update).release_matching(); });
    told.clear();
    loop.pass(std::chrono::seconds(1));
  }
  /// Does what AllReadAgain asks for.
  void release_grouping() {
    change([&](Update& update) { ForeignTables(update).release_grouping(); });
    told.clear();
    loop.pass(std::chrono::seconds(1));
  }
  /// Ends facefs and starts it again.
  void start_again() {
    rereader.reset();
    under_way.clear();
    told.clear();
    loop.run_posted();
    rereader = make();
    rereader->begin();
  }
  template <typename Message>
  bool was_told() const {
    return std::any_of(told.begin(), told.end(), [](const auto& m) { return std::holds_alternative<Message>(m); });
  }
};

TEST_F(Rereading, IsNotBegunWhereNothingIsForeign) {
  put("a", 1);
  rereader->begin();
  EXPECT_THAT(under_way, IsEmpty());
  EXPECT_THAT(told, IsEmpty());
  EXPECT_TRUE(ledger.is_idle());
}

TEST_F(Rereading, BeginsWithWhatFacesAreMeasuredBy) {
  put("small", 9);
  const std::string named = put("named", 1), large = put("large", 2, 100);
  change([&](Update& update) {
    DecisionTables(update).add(image_named("named"), 1, {DecisionRecord::Verb::is, PersonId{1}, {}});
  });
  change_networks();
  rereader->begin();
  EXPECT_THAT(paths(), UnorderedElementsAre(named, large));
  EXPECT_FALSE(was_told<FirstReadAgain>());
  take_in();
  EXPECT_TRUE(was_told<FirstReadAgain>());
  EXPECT_THAT(under_way, IsEmpty()) << "until matching goes on";
  release_matching();
  EXPECT_THAT(paths(), ElementsAre("/photos/small.jpg"));
}

TEST_F(Rereading, WaitsForTheReferences) {
  put("a", 1);
  change([&](Update& update) { put_person(update, PersonId{1}, "Joey", {face_of(1, 9)}); });
  change_networks();
  rereader->begin();
  loop.pass(std::chrono::seconds(2));
  EXPECT_THAT(told, IsEmpty());
  change([&](Update& update) {
    ReferenceTables(update).put_reading(content_named("Joey1.jpg"), {kOther, {}, {face_with(face_of(1, 9))}});
  });
  loop.pass(std::chrono::seconds(2));
  EXPECT_TRUE(was_told<FirstReadAgain>());
  EXPECT_THAT(told, SizeIs(1)) << "once";
}

TEST_F(Rereading, GoesOnWithTheNewestAndEndsWithAWord) {
  for (std::uint64_t i = 1; i <= 3; ++i) put("photo" + std::to_string(i), i);
  change_networks();
  rereader->begin();
  release_matching();
  EXPECT_THAT(paths(), ElementsAre("/photos/photo3.jpg", "/photos/photo2.jpg", "/photos/photo1.jpg"));
  EXPECT_FALSE(was_told<AllReadAgain>());
  EXPECT_FALSE(ledger.is_idle());
  take_in();
  EXPECT_TRUE(was_told<AllReadAgain>());
  release_grouping();
  EXPECT_TRUE(ledger.is_idle()) << "what waits for everything need wait no longer";
}

TEST_F(Rereading, HasAFewPhotosUnderWayAtATime) {
  for (std::uint64_t i = 1; i <= 3 * Rereader::kUnderWay; ++i) put("photo" + std::to_string(i), i);
  change_networks();
  rereader->begin();
  release_matching();
  EXPECT_THAT(under_way, SizeIs(Rereader::kUnderWay));
  under_way.resize(Rereader::kUnderWay - 2);
  loop.run_posted();
  EXPECT_THAT(under_way, SizeIs(Rereader::kUnderWay));
}

class RereadingOfTwoOfWhichOneIsAway : public Rereading {
 protected:
  std::string here, gone;

  void SetUp() override {
    Rereading::SetUp();
    here = put("here", 1);
    gone = put("gone", 2);
    away.insert(gone);
    change_networks();
    rereader->begin();
    release_matching();
    EXPECT_THAT(paths(), ElementsAre(here));
  }
};

TEST_F(RereadingOfTwoOfWhichOneIsAway, LeavesItAndTakesItUpWhenItIsBack) {
  take_in();
  EXPECT_TRUE(was_told<AllReadAgain>());
  release_grouping();
  rereader->begin();
  EXPECT_THAT(under_way, IsEmpty());
  EXPECT_THAT(told, IsEmpty()) << "nothing has changed";
  EXPECT_TRUE(ledger.is_idle());
  away.clear();
  rereader->begin();
  EXPECT_THAT(paths(), ElementsAre(gone));
  take_in();
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).are_any());
  EXPECT_TRUE(ledger.is_idle());
}

TEST_F(RereadingOfTwoOfWhichOneIsAway, TakesItUpAtTheEndWhenItCameBackMeanwhile) {
  away.clear();
  rereader->begin();
  EXPECT_THAT(paths(), ElementsAre(here)) << "no photo is read twice at a time";
  take_in();
  EXPECT_THAT(paths(), ElementsAre(gone));
  EXPECT_FALSE(was_told<AllReadAgain>());
  take_in();
  EXPECT_TRUE(was_told<AllReadAgain>());
}

/// A photo that cannot be read ends its turn without being read. A disk that is away is looked for all the time.
TEST_F(Rereading, IsNotHeldUpByWhatCannotBeRead) {
  put("broken", 1);
  change_networks();
  rereader->begin();
  release_matching();
  ASSERT_THAT(under_way, SizeIs(1));
  rereader->begin();
  under_way.clear();
  loop.run_posted();
  EXPECT_THAT(under_way, IsEmpty()) << "once is enough";
  EXPECT_TRUE(was_told<AllReadAgain>());
  release_grouping();
  rereader->begin();
  EXPECT_THAT(under_way, IsEmpty());
  EXPECT_TRUE(ledger.is_idle());
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).are_any());
}

/// A kill may come after the last photo and before the word that follows from it.
TEST_F(Rereading, SaysAfterAKillWhatWasLeftToBeSaid) {
  put("a", 1);
  change_networks();
  read("a");
  start_again();
  EXPECT_TRUE(was_told<FirstReadAgain>());
  release_matching();
  EXPECT_TRUE(was_told<AllReadAgain>());
  start_again();
  EXPECT_FALSE(was_told<FirstReadAgain>());
  EXPECT_TRUE(was_told<AllReadAgain>());
  release_grouping();
  EXPECT_TRUE(ledger.is_idle());
}

TEST_F(Rereading, GoesOnWhenTheGalleryWasDamagedMeanwhile) {
  const std::string path = put("a", 1, 100);
  change_networks();
  is_damaged = true;
  EXPECT_THROW(rereader->begin(), BadRecord);
  is_damaged = false;
  rereader->begin();
  loop.pass(std::chrono::seconds(1));
  EXPECT_THAT(paths(), ElementsAre(path));
}

TEST_F(Rereading, SaysAgainWhatAFaultHasLost) {
  put("a", 1);
  change_networks();
  read("a");
  rereader->begin();
  ASSERT_TRUE(was_told<FirstReadAgain>());
  told.clear();  // and its token with it
  EXPECT_FALSE(ledger.is_idle());
  loop.pass(std::chrono::seconds(1));
  EXPECT_TRUE(was_told<FirstReadAgain>());
  loop.pass(std::chrono::seconds(1));
  EXPECT_THAT(told, SizeIs(1)) << "once, while it is on its way";
}

/// Such a gallery has the faces, and learns from the disk which photos there are.
TEST_F(Rereading, WaitsForThePhotosOfAGalleryThatWasMadeAnew) {
  const std::string path = put("a", 1, 100);
  change_networks();
  gallery.begin_anew_with_faces();
  is_scanning = true;
  rereader->begin();
  loop.pass(std::chrono::seconds(1));
  EXPECT_THAT(told, IsEmpty());
  is_scanning = false;
  Token pending = ledger.begin(Ledger::Kind::photo);
  rereader->begin();
  loop.pass(std::chrono::seconds(1));
  EXPECT_THAT(told, IsEmpty());
  put("a", 1, 100);
  pending.reset();
  rereader->begin();
  loop.pass(std::chrono::seconds(1));
  EXPECT_THAT(paths(), ElementsAre(path));
  EXPECT_THAT(told, IsEmpty());
  take_in();
  EXPECT_TRUE(was_told<FirstReadAgain>());
}

}  // namespace
}  // namespace facefs::test
