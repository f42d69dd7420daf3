// SPDX-License-Identifier: Apache-2.0
// Pictures made by a real worker. The loop is turned until the request is answered.
#include "daemon/rendering.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "daemon/forked_worker.h"
#include "index/values/content_hash.h"
#include "support/eventually.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

class Renderings : public testing::Test {
 protected:
  TemporaryDirectory folder;
  boost::asio::io_context loop;
  boost::asio::thread_pool aside{1};
  VisionPool pool{forked_workers(loop, {programs() / "facefs-vision", models_folder()}), 1, std::chrono::seconds(30)};
  const PhotoFolders folders{{}};
  Rendering rendering{loop, aside, folder / "rendered", 1 << 20, 200, folders};
  std::optional<OpenPicture> answer;
  std::atomic<bool> is_answered = false;
  std::filesystem::path drawn = photo("obama.jpg");

  static ContentHash content_of(const std::filesystem::path& file) { return content_hash_of(bytes_of(file)); }
  void TearDown() override { aside.join(); }

  void ask(const std::string& key = "obama with his name", std::uint32_t bytes = 1 << 16,
           const std::vector<std::string>& paths = {photo("obama.jpg").string()}) {
    const Picture picture{PhotoId{1}, content_of(drawn), key, bytes, AnnotatedPhoto{{{{50, 50, 100, 100}, "Obama"}}}};
    is_answered = false;
    rendering.open(picture, paths, &pool, [this](OpenPicture open) {  // on any thread
      answer = std::move(open);
      is_answered = true;
    });
  }
  bool is_made() const { return std::holds_alternative<std::shared_ptr<UniqueFd>>(answer.value()); }
  std::string bytes_of_answer() const {
    std::string bytes(std::size_t{1} << 20, '\0');
    const int file = std::get<std::shared_ptr<UniqueFd>>(answer.value())->get();
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::pread(file, bytes.data(), bytes.size(), 0))));
    return bytes;
  }
  void run_until_answered() {
    ASSERT_TRUE(eventually(
        [&] {
          loop.restart();
          loop.run_for(std::chrono::milliseconds(10));
          return is_answered.load();
        },
        std::chrono::seconds(60)));
  }
  std::size_t kept() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "rendered")) count += entry.is_regular_file();
    return count;
  }
};

TEST_F(Renderings, AreMadeOnceAndKept) {
  ask();
  run_until_answered();
  EXPECT_TRUE(std::holds_alternative<std::shared_ptr<UniqueFd>>(*answer));
  EXPECT_EQ(kept(), 1U);
  answer.reset();
  ask();
  ASSERT_TRUE(answer) << "at once, without a worker";
  EXPECT_TRUE(std::holds_alternative<std::shared_ptr<UniqueFd>>(*answer));
}

TEST_F(Renderings, GoOneByOneWhenTheyAreMoreThanTheLimit) {
  for (int i = 0; i < 5; ++i) {  // four of them take as much as the limit
    answer.reset();
    ask("number " + std::to_string(i), 1 << 18);
    run_until_answered();
    ASSERT_TRUE(std::holds_alternative<std::shared_ptr<UniqueFd>>(*answer));
  }
  aside.join();
  EXPECT_EQ(kept(), 4U);
}

TEST_F(Renderings, OfSomebodyWhoIsForgottenMeanwhileAreGivenToNobodyAndNotKept) {
  ask();
  rendering.erase_all();
  run_until_answered();
  ASSERT_TRUE(std::holds_alternative<int>(*answer));
  EXPECT_EQ(std::get<int>(*answer), EIO);
  EXPECT_EQ(kept(), 0U);
  answer.reset();
  ask();
  run_until_answered();
  EXPECT_TRUE(std::holds_alternative<std::shared_ptr<UniqueFd>>(*answer)) << "as it is now";
}

TEST_F(Renderings, AreAsLongAsTheyAreSaidToBe) {
  for (const std::uint32_t bytes : {1U << 16, 1U << 17}) {
    answer.reset();
    ask("one key", bytes);
    run_until_answered();
    EXPECT_EQ(bytes_of_answer().size(), bytes);
  }
}

TEST_F(Renderings, AreMadeOfWhicheverPathCanBeRead) {
  ask("key", 1 << 16, {folder / "removed.jpg", photo("obama.jpg")});
  run_until_answered();
  EXPECT_TRUE(is_made());
}

TEST_F(Renderings, AreMadeOfNoFileThatWasWrittenOver) {
  std::filesystem::copy_file(photo("biden.jpg"), folder / "obama.jpg");
  ask("key", 1 << 16, {folder / "obama.jpg"});
  run_until_answered();
  EXPECT_EQ(std::get<int>(*answer), EIO);
  answer.reset();
  ask("key", 1 << 16, {folder / "obama.jpg", photo("obama.jpg")});
  run_until_answered();
  EXPECT_TRUE(is_made()) << "of the copy that is still the photo";
}

TEST_F(Renderings, ThatCannotBeMadeLeaveNothing) {
  write_bytes(folder / "broken.jpg", "no picture");
  drawn = folder / "broken.jpg";
  for (const char* name : {"broken.jpg", "absent.jpg"}) {
    answer.reset();
    ask(name, 1 << 16, {folder / name});
    run_until_answered();
    EXPECT_EQ(std::get<int>(*answer), EIO) << name;
  }
  EXPECT_EQ(kept(), 0U);
}

TEST_F(Renderings, AreGivenToEverybodyWhoAsksWhileTheyAreMade) {
  int others = 0;
  ask();
  for (int i = 0; i < 2; ++i)
    rendering.open({PhotoId{1}, content_of(drawn), "obama with his name", 1 << 16, AnnotatedPhoto{}},
                   {photo("obama.jpg").string()}, &pool,
                   [&](const OpenPicture& open) { others += std::holds_alternative<int>(open) ? 0 : 1; });
  run_until_answered();
  EXPECT_EQ(others, 2);
  EXPECT_EQ(kept(), 1U);
}

TEST_F(Renderings, AreAwaitedByNobodyWhenFacefsEnds) {
  ask();
  rendering.stop();
  ASSERT_TRUE(answer);
  EXPECT_EQ(std::get<int>(*answer), EIO);
}

TEST_F(Renderings, StayWholeForWhoeverHasOneOpenThatIsToGo) {
  ask("the longest unread", 1 << 18);
  run_until_answered();
  const OpenPicture first = *answer;
  const std::string before = bytes_of_answer();
  for (int i = 0; i < 4; ++i) {
    answer.reset();
    ask("number " + std::to_string(i), 1 << 18);
    run_until_answered();
  }
  aside.join();
  ASSERT_EQ(kept(), 4U);
  answer = first;
  EXPECT_EQ(bytes_of_answer(), before);
}

}  // namespace
}  // namespace facefs::test
