// SPDX-License-Identifier: Apache-2.0
// Another embedder: the photos are read again, and everything that was said stands. There and back, and killed on the
// way.
#include <gmock/gmock.h>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class AnotherEye : public DaemonTest {
 protected:
  void start_with(const std::string& embedder, const std::string& limits = "") {
    write_bytes(home / "config.toml", "[recognition]\nembedder = \"" + embedder + "\"\n" + limits);
    start({"--config", (home / "config.toml").string()});
  }
  void change_to(const std::string& embedder) {
    EXPECT_EQ(stop(), 0);
    start_with(embedder);
  }
  /// Names people and a group, rejects, confirms and ignores.
  void say_something_of_every_kind() {
    for (const auto& [file, as] : std::map<std::string, std::string>{{"obama.jpg", "o1.jpg"},
                                                                     {"obama2.jpg", "o2.jpg"},
                                                                     {"obama_partial_face.jpg", "o3.jpg"},
                                                                     {"obama_partial_face2.jpg", "o4.jpg"},
                                                                     {"biden.jpg", "b1.jpg"},
                                                                     {"32bit.png", "x.png"}})
      add_photo(file, as);
    start_with("dlib");
    enroll("Obama", {"obama3.jpg"});
    settle();
    ASSERT_EQ(shell("cd " + quoted(faces) + " && rm people/Obama/o3.jpg && cp " + quoted(photos / "x.png") +
                    " people/Obama/ && mkdir people/Joe && mv unknown/single/b1.jpg people/Joe/")
                  .code,
              0);
    settle();
  }
  std::string distance_of(const std::string& photo) const {
    const nlohmann::json explained = facefs_json("explain " + quoted(photos / photo));
    for (const auto& face : explained["faces"])
      if (face["person"] == "Obama") return face["distance"].dump();
    return "none";
  }
  void expect_what_was_said() const {
    EXPECT_THAT(list("people"), ElementsAre("Joe", "Obama"));
    EXPECT_THAT(list("people/Obama"), AllOf(Contains("o1.jpg"), Contains("x.png"), Not(Contains("o3.jpg"))));
    EXPECT_THAT(list("people/Joe"), ElementsAre("b1.jpg"));
  }
};

TEST_F(AnotherEye, KeepsWhatWasSaidThereAndBack) {
  say_something_of_every_kind();
  expect_what_was_said();
  const std::string with_dlib = distance_of("o1.jpg");
  change_to("sface");
  expect_what_was_said();
  settle();
  expect_what_was_said();
  EXPECT_NE(distance_of("o1.jpg"), with_dlib) << "it has looked";
  EXPECT_EQ(status()["faces_to_read_again"], 0);
  change_to("dlib");
  settle();
  expect_what_was_said();
  EXPECT_EQ(distance_of("o1.jpg"), with_dlib);
}

/// The tree is there at once, as it was, and each kill leaves less to do.
TEST_F(AnotherEye, GoesOnAfterBeingKilledAgainAndAgain) {
  say_something_of_every_kind();
  const std::string with_dlib = distance_of("o1.jpg");
  EXPECT_EQ(stop(), 0);
  for (int kills = 0; kills < 6; ++kills) {
    start_with("sface");
    expect_what_was_said();
    // Each life is killed a little later in its work: the time is what varies, and nothing is waited for.
    std::this_thread::sleep_for(std::chrono::milliseconds(100 * kills));
    kill_daemon(SIGKILL);
  }
  start_with("sface");
  settle();
  expect_what_was_said();
  EXPECT_EQ(status()["faces_to_read_again"], 0);
  EXPECT_NE(distance_of("o1.jpg"), with_dlib);
}

TEST_F(AnotherEye, SaysHowFarItIs) {
  say_something_of_every_kind();
  EXPECT_EQ(stop(), 0);
  start_with("sface", "[limits]\nmegapixels = 2\n");  // b1.jpg has more, and cannot be read again
  settle();
  EXPECT_EQ(status()["faces_to_read_again"], 1);
  EXPECT_THAT(facefs("status").output, HasSubstr("other networks made 1 of its faces"));
  EXPECT_THAT(log(), HasSubstr("their photos are read again, and everything stays where it is until then"));
  expect_what_was_said();
}

TEST_F(AnotherEye, IsDoneAlsoWhereThePhotosThatItHasNotSeenAreGone) {
  say_something_of_every_kind();
  EXPECT_EQ(stop(), 0);
  std::filesystem::remove(photos / "o1.jpg");
  start_with("sface");
  settle();
  EXPECT_EQ(status()["faces_to_read_again"], 0);
  EXPECT_THAT(facefs("status").output, Not(HasSubstr("other networks")));
}

/// No photo is read again yet when the old networks are back, but a reference may be.
TEST_F(AnotherEye, MovesNothingWhenItIsTakenBackAtOnce) {
  say_something_of_every_kind();
  change_to("sface");
  ASSERT_TRUE(eventually([&] { return status()["computed"] > 0 || status()["faces_to_read_again"] == 0; }));
  change_to("dlib");
  expect_what_was_said();
  settle();
  expect_what_was_said();
}

TEST_F(AnotherEye, LetsWhoeverIsForgottenGoAtOnce) {
  say_something_of_every_kind();
  EXPECT_EQ(stop(), 0);
  start_with("sface", "[limits]\nmegapixels = 1\n");  // o1.jpg and b1.jpg have more, and cannot be read again
  EXPECT_EQ(facefs("forget --yes Obama").code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Joe"));
  EXPECT_EQ(distance_of("o1.jpg"), "none");
  EXPECT_NE(shell("find " + quoted(faces / "unknown") + " -name o1.jpg").output, "");
}

}  // namespace
}  // namespace facefs::test
