// SPDX-License-Identifier: Apache-2.0
// Pictures made by a real worker; the loop is turned until who asked is answered.
#include "daemon/rendering.h"

#include <gtest/gtest.h>

#include "support/eventually.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

class Renderings : public testing::Test {
 protected:
  TemporaryDirectory folder;
  boost::asio::io_context loop;
  boost::asio::thread_pool aside{1};
  VisionPool pool{loop, {programs() / "facefs-vision", models_folder()}, 1, std::chrono::seconds(30)};
  Rendering rendering{loop, aside, folder / "rendered", 1 << 20, 200, {}};
  std::optional<OpenPicture> answer;

  void TearDown() override { aside.join(); }

  void ask(const std::string& key = "obama with his name", std::uint32_t bytes = 1 << 16) {
    const Picture picture{PhotoId{1}, key, bytes, AnnotatedPhoto{{{{50, 50, 100, 100}, "Obama"}}}};
    rendering.open(picture, {photo("obama.jpg").string()}, &pool,
                   [this](OpenPicture open) { answer = std::move(open); });
  }
  void run_until_answered() {
    ASSERT_TRUE(eventually(
        [&] {
          loop.restart();
          loop.run_for(std::chrono::milliseconds(10));
          return answer.has_value();
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
  for (int i = 0; i < 5; ++i) {  // four are as large as the limit
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

}  // namespace
}  // namespace facefs::test
