// SPDX-License-Identifier: Apache-2.0
// decisions.log after it was rewritten, mended, or freed of a person: how it goes on, and what it still holds.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "index/decisions/decision_log.h"
#include "support/full_disk.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

LogEntry line(Verb verb, PersonId person, const std::string& name = {}) {
  LogEntry entry;
  entry.verb = verb;
  entry.person = person;
  entry.name = name;
  return entry;
}

std::vector<LogEntry> entries(const DecisionLog& log) {
  std::vector<LogEntry> all;
  log.each_after(0, [&](const LogEntry& entry) { all.push_back(entry); });
  return all;
}

class RewrittenLog : public testing::Test {
 protected:
  TemporaryDirectory folder;
  std::filesystem::path file = folder / "decisions.log";
  std::uint64_t now = 1'000'000'000;
  const DecisionLog::Clock clock = [this] { return now; };
  const RecentAct::Kind removal{7, "rm 5:11"};

  void flip_a_bit_of(const std::string& word) const {
    std::string bytes = bytes_of(file);
    const std::size_t at = bytes.find(word);
    ASSERT_NE(at, std::string::npos);
    bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    write_bytes(file, bytes);
  }
};

/// An older log was put back and is rewritten from the gallery, which knows people that the log does not know.
TEST_F(RewrittenLog, GivesNoPersonANumberThatItsLinesHave) {
  PersonId ross{};
  std::string older;
  {
    DecisionLog log(file);
    log.append(line(Verb::person, log.new_person(), "Joey"));
    older = bytes_of(file);
    ross = log.new_person();
    log.append(line(Verb::person, ross, "Ross"));
  }
  write_bytes(file, older);
  DecisionLog log(file);
  log.write_anew({line(Verb::person, ross, "Ross")}, 10);
  EXPECT_NE(log.new_person(), ross);
  EXPECT_EQ(entries(log).front().seq, 11U);
}

TEST_F(RewrittenLog, BeginsAGroupOfItsOwn) {
  DecisionLog log(file, clock);
  log.append({line(Verb::is_not, PersonId{11}, "a.jpg")}, removal);
  log.write_anew({line(Verb::person, PersonId{11}, "Joey")}, 0);
  EXPECT_FALSE(log.recent_act_of(removal.process));
  const LogEntry next = log.append({line(Verb::is_not, PersonId{11}, "b.jpg")}, removal).front();
  EXPECT_EQ(next.group, next.act);
}

TEST_F(RewrittenLog, GoesOnAboveALineThatWasPutBackAtItsEnd) {
  LogEntry last;
  {
    DecisionLog log(file);
    log.append(line(Verb::person, log.new_person(), "Joey"));
    last = log.append(line(Verb::person, log.new_person(), "Ross"));
  }
  flip_a_bit_of("Ross");
  DecisionLog log(file);
  ASSERT_THAT(entries(log), SizeIs(1));
  log.put_back({last});
  EXPECT_NE(log.new_person(), last.person);
  EXPECT_EQ(log.append(line(Verb::pin, kNobody, "x/#1")).seq, last.seq + 1);
  EXPECT_THAT(entries(log), SizeIs(3));
}

TEST_F(RewrittenLog, ReadsALineThatStandsThereTwiceOnce) {
  {
    DecisionLog log(file);
    log.append(line(Verb::person, log.new_person(), "Joey"));
    log.append(line(Verb::person, log.new_person(), "Ross"));
  }
  const std::string bytes = bytes_of(file);
  write_bytes(file, bytes + bytes.substr(bytes.find('\n') + 1));  // a copy of its lines comes behind them
  const DecisionLog log(file);
  EXPECT_THAT(entries(log), SizeIs(2));
  EXPECT_EQ(log.last_seq(), 2U);
}

TEST_F(RewrittenLog, HasNoPinThatNamesAForgottenPersonByNumber) {
  DecisionLog log(file);
  const PersonId joey = log.new_person(), ross = log.new_person();
  log.append(line(Verb::pin, kNobody, "at sea/#" + text_of(joey) + "+#" + text_of(ross)));
  log.append(line(Verb::pin, kNobody, "ashore/#" + text_of(ross)));
  log.rewrite_without({joey});
  EXPECT_THAT(bytes_of(file), Not(HasSubstr(text_of(joey))));
  ASSERT_THAT(entries(log), SizeIs(1));
  EXPECT_THAT(entries(log)[0].name, HasSubstr("ashore"));
}

/// The photo was another person's before. The line about that is damaged, and only its file name leads to the photo.
TEST_F(RewrittenLog, HasNoDamagedLineOfAForgottenPersonsPhoto) {
  const std::string photo = "0123456789abcdef";
  PersonId joey{};
  {
    DecisionLog log(file);
    const PersonId ross = log.new_person();
    joey = log.new_person();
    log.append(line(Verb::teach, ross, photo + "/taken.jpg"));
    log.append(line(Verb::teach, joey, photo + "/a.jpg"));
  }
  flip_a_bit_of("taken.jpg");
  DecisionLog log(file);
  ASSERT_THAT(entries(log), SizeIs(1));
  log.rewrite_without({joey});
  EXPECT_THAT(bytes_of(file), Not(HasSubstr(photo)));
}

TEST_F(RewrittenLog, TellsThatSomebodyWasForgottenAndNotWho) {
  DecisionLog log(file);
  const PersonId joey = log.new_person();
  log.append(line(Verb::person, joey, "Joey"));
  const std::uint64_t forgotten = log.append(line(Verb::forget, joey, "Joey")).seq;
  log.rewrite_without({joey});
  ASSERT_THAT(entries(log), SizeIs(1));
  EXPECT_EQ(entries(log)[0].verb, Verb::forget);
  EXPECT_EQ(entries(log)[0].seq, forgotten);
  EXPECT_EQ(entries(log)[0].person, kNobody);
  EXPECT_EQ(entries(log)[0].name, "");
}

TEST(RecentActs, AreABurstOfRemovalsWhereTheyRejectOrIgnore) {
  const TemporaryDirectory folder;
  std::uint64_t now = 1'000'000'000;
  DecisionLog log(folder / "decisions.log", [&] { return now; });
  EXPECT_FALSE(log.is_in_burst_of_removals());
  for (const auto& [what, is_removal] : {std::pair("rm 5:11", true), std::pair("ignore 7:0", true),
                                         std::pair("is 7:0 5:11", false), std::pair("heed 11:0", false)}) {
    log.append({line(Verb::ignore, kNobody, "a.jpg")}, {7, what});
    EXPECT_EQ(log.is_in_burst_of_removals(), is_removal) << what;
  }
}

TEST(LogLine, KeepsAPersonsThresholdToTheTenThousandth) {
  EXPECT_EQ(text_of_cap(0.4567F), "0.4567");
  EXPECT_EQ(text_of_cap(0), "");
}

TEST_F(RewrittenLog, GoesOnAsBeforeWhereThereIsNoRoomForIt) {
  DecisionLog log(file);
  log.append(line(Verb::person, log.new_person(), "Joey"));
  {
    const FullDisk full;
    EXPECT_THROW(log.write_anew({line(Verb::person, PersonId{11}, "Ross")}, 100), std::system_error);
  }
  EXPECT_EQ(log.last_seq(), 1U);
  EXPECT_EQ(log.append(line(Verb::pin, kNobody, "x/#1")).seq, 2U);
  EXPECT_EQ(entries(log)[0].name, "Joey");
}

TEST_F(RewrittenLog, IsForTheUsersEyesAlone) {
  const mode_t before = ::umask(0);
  DecisionLog log(file);
  log.append(line(Verb::person, log.new_person(), "Joey"));
  log.rewrite_without({});
  ::umask(before);
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace facefs::test
