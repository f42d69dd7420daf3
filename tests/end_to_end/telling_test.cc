// SPDX-License-Identifier: Apache-2.0
// What the commands say, to the word, and what they refuse.
#include <gmock/gmock.h>

#include <array>
#include <ctime>

#include "index/decisions/decision_log.h"
#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Telling : public Verbs {
 protected:
  std::string explained(const fs::path& file) const { return facefs("explain " + quoted(file)).output; }
};

TEST_F(Telling, PeopleWithTheirPhotosAndTheReferencesThatTeach) {
  begin();
  write_bytes(faces / "enroll/Obama/letter.jpg", "no photo");
  settle();
  ASSERT_EQ(run("rm -r $F/people/Biden").code, 0);
  settle();
  EXPECT_EQ(facefs("people").output, "Obama: 2 photos, 0 maybe, 1 references\n") << "Biden is hidden";
}

TEST_F(Telling, WhatWasUndoneFromWhatStands) {
  begin();
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg").code, 0);
  EXPECT_THAT(log_of_acts(), AllOf(HasSubstr("rm: o2.jpg is not Obama\n"), Not(HasSubstr("(undone)"))));
  ASSERT_EQ(facefs("undo").code, 0);
  EXPECT_THAT(log_of_acts(), HasSubstr("rm: o2.jpg is not Obama (undone)\n"));
}

TEST_F(Telling, OnWhichDaySomethingWasSaidThatWasNotSaidToday) {
  const std::time_t when = std::time(nullptr) - 2 * 24 * 60 * 60;
  {
    DecisionLog earlier(data / "decisions.log");
    LogEntry line;
    line.person = earlier.new_person();
    line.name = "Ann";
    line.program = "cp";
    line.time_ns = static_cast<std::uint64_t>(when) * 1'000'000'000;
    earlier.append(line);
  }
  begin();
  std::array<char, 32> day{};
  std::tm then{};
  std::strftime(day.data(), day.size(), "%Y-%m-%d %H:%M", ::gmtime_r(&when, &then));
  const std::string told = shell("TZ=UTC0 " + quoted(bin / "facefs") + " --data " + quoted(data) + " log").output;
  EXPECT_THAT(told, HasSubstr(std::string(day.data()) + " cp: "));
  EXPECT_THAT(told, testing::ContainsRegex("\n[0-9][0-9]:[0-9][0-9] [a-z_]+: .*Obama"));
}

TEST_F(Telling, WhoIsInTheWayOfAnUndo) {
  begin();
  ASSERT_EQ(run("mv $F/people/Obama $F/people/Barack && mkdir $F/enroll/Obama").code, 0);
  const Finished refused = facefs("undo");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("'Obama' is somebody else's name by now: rename that one first"));
  EXPECT_TRUE(fs::exists(faces / "people/Barack"));
}

TEST_F(Telling, WhatAForgettingErasesOfThoseWhoAreTheSameToo) {
  begin();
  ASSERT_EQ(run("rm $F/people/Biden/b.jpg").code, 0);
  ASSERT_EQ(facefs("merge Biden Obama").code, 0);
  EXPECT_THAT(facefs("forget Obama < /dev/null").output, HasSubstr("with 2 reference photos and 1 decision ("));
}

TEST_F(Telling, WhoANextOneWouldBeAndWhereThereIsNobody) {
  begin();
  EXPECT_THAT(explained(photos / "o2.jpg"), HasSubstr("; next is Biden at "));
  write_bytes(photos / "nobody.jpg", text_of(encode(quarters(), ImageFormat::jpeg)));
  const std::string whole = bytes_of(photo("obama2.jpg"));
  write_bytes(photos / "cut.jpg", whole.substr(0, whole.size() * 9 / 10));
  before_ = originals();
  settle();
  EXPECT_THAT(explained(photos / "nobody.jpg"), HasSubstr("no face was found"));
  EXPECT_THAT(explained(photos / "cut.jpg"), HasSubstr("Obama")) << "rows that are missing hide nobody else";
}

TEST_F(Telling, HowManyFilesOfEachKindAreNotRead) {
  for (const char* name : {"a.heic", "b.heic"})
    write_bytes(photos / name, std::string("\0\0\0\x18", 4) + "ftypheic....");
  write_bytes(photos / "c.mov", std::string("\0\0\0\x14", 4) + "ftypqt  " + std::string(100, 'x'));
  before_ = originals();
  begin();
  EXPECT_THAT(facefs("status").output, HasSubstr("3 files of kinds that facefs does not read: 2 heic, 1 video\n"));
}

TEST_F(Telling, WhatIsNoFaceNoPinAndNoImport) {
  begin();
  const Finished face = facefs("forget --yes --face " + quoted(photos / "o2.jpg") + " 1x");
  EXPECT_EQ(face.code, 1);
  EXPECT_THAT(face.output, HasSubstr("'1x' is not the number of a face"));
  EXPECT_THAT(explained(photos / "o2.jpg"), HasSubstr("Obama")) << "nothing was erased";
  EXPECT_EQ(facefs("forget --yes --face " + quoted(photos / "o2.jpg") + " 1").code, 0) << "the last one is one, too";
  ASSERT_EQ(facefs("pin Obama Trips").code, 0);
  const Finished pin = facefs("pin Biden Trips");
  EXPECT_EQ(pin.code, 1);
  EXPECT_THAT(pin.output, HasSubstr("'Trips' cannot be made: "));
  EXPECT_THAT(facefs("pin Nobody+Else Others").output, HasSubstr("cannot be read as a query of people who are there"));
  fs::create_directory(home / "elsewhere");
  write_bytes(home / "elsewhere/facefs.json", "{\"facefs\":1,\"said\":[]}");
  Client client(data);
  EXPECT_THAT(
      [&] {
        client.ask({{"command", "import"}, {"folder", home / "elsewhere"}}, std::chrono::seconds(20));
      },
      testing::ThrowsMessage<ClientError>(HasSubstr("out of the data folder alone")));
}

TEST_F(Telling, OnceMoreThatSomebodyIsForgottenWhoWasTakenBack) {
  begin();
  ASSERT_EQ(run("mkdir $F/people/Ann && mv $F/people/Ann $F/people/Anne").code, 0);
  ASSERT_EQ(facefs("merge Anne Obama").code, 0);
  ASSERT_EQ(facefs("undo 3 --yes").code, 0);
  EXPECT_EQ(facefs("forget --yes Anne").code, 0) << "the log still has that name";
  settle();
  EXPECT_THAT(bytes_of(data / "decisions.log"), Not(HasSubstr("Ann")));
  const Finished again = facefs("forget --yes Anne");
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.output, HasSubstr("there is nobody called 'Anne'"));
}

}  // namespace
}  // namespace facefs::test
