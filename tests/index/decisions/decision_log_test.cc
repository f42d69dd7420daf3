// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/decision_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <random>

#include "support/full_disk.h"
#include "support/open_bytes.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

LogEntry act(DecisionLog& log, Verb verb, PersonId person, const std::string& name) {
  LogEntry entry;
  entry.verb = verb;
  entry.person = person;
  entry.name = name;
  entry.program = "cp";
  return log.append(entry);
}

std::vector<LogEntry> entries(const DecisionLog& log, std::uint64_t after = 0) {
  std::vector<LogEntry> all;
  log.each_after(after, [&](const LogEntry& entry) { all.push_back(entry); });
  return all;
}

class Log : public testing::Test {
 protected:
  TemporaryDirectory folder;
  std::filesystem::path file = folder / "decisions.log";
};

TEST_F(Log, KeepsWhatItWasToldOverAReopening) {
  PersonId joey;
  std::string uuid;
  {
    DecisionLog log(file);
    joey = log.new_person();
    uuid = log.uuid();
    act(log, Verb::person, joey, "Joey\tTribbiani\n");
    act(log, Verb::rename, joey, "Zoë\xff");
  }
  const DecisionLog log(file);
  const auto all = entries(log);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "Joey\tTribbiani\n");
  EXPECT_EQ(all[1].name, "Zoë\xff");
  EXPECT_EQ(all[1].person, joey);
  EXPECT_EQ(all[1].program, "cp");
  EXPECT_LT(all[0].seq, all[1].seq);
  EXPECT_EQ(log.uuid(), uuid);
  EXPECT_TRUE(log.problems().empty());
}

TEST_F(Log, KeepsAFacesPlaceInADecision) {
  LogEntry entry;
  entry.verb = Verb::is_not;
  entry.content.emplace().bytes.fill(0xab);
  entry.image = ImageKey{{1, 2}, 4000, 3000};
  entry.box = Box{1.5F, 2, 30, 40.25F};
  const auto back = parse_log_line(log_line_of(entry));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->content, entry.content);
  EXPECT_EQ(back->image, entry.image);
  EXPECT_EQ(back->box->height, 40.25F);
  EXPECT_EQ(back->verb, Verb::is_not);
}

TEST_F(Log, KeepsTheScaleThatAnActWasJudgedWith) {
  LogEntry entry;
  entry.verb = Verb::is;
  entry.scale = 0.625F;
  EXPECT_EQ(parse_log_line(log_line_of(entry))->scale, 0.625F);
  entry.scale = 0;
  EXPECT_EQ(parse_log_line(log_line_of(entry))->scale, 0);
}

/// Every facefs wrote them like this until lines got a scale.
TEST_F(Log, ReadsLinesAndHeadersOfTheFirstFormat) {
  const std::string number = "0123456789abcdef0123456789abcdef";
  const std::string line = "1\t7\t7\t1700000000000000000\t7\t\"cp\"\tperson\t-\t-\t-\t-\t00000c300000001\t\"Joey\"\t0";
  write_bytes(file, "facefs-decisions 1 " + number + " 0000c3 6 0\n" + line + "\t" + checksum_of(line) + "\n");
  DecisionLog log(file);
  EXPECT_TRUE(log.problems().empty());
  EXPECT_EQ(log.uuid(), number);
  EXPECT_TRUE(log.is_older());
  log.restore_header(log.uuid());
  EXPECT_FALSE(log.is_older());
  act(log, Verb::rename, *person_in("00000c300000001"), "Joe");
  DecisionLog again(file);
  EXPECT_EQ(again.uuid(), number);
  EXPECT_FALSE(again.is_older());
  const auto all = entries(again);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "Joey");
  EXPECT_EQ(all[1].name, "Joe");
}

TEST_F(Log, OfANewerFacefsIsRefusedAndLeftAsItIs) {
  const std::string text = "facefs-decisions 3 0123456789abcdef0123456789abcdef 0000c3 6 0";
  write_bytes(file, text + " " + checksum_of(text) + "\n");
  const std::string before = bytes_of(file);
  EXPECT_THROW(DecisionLog{file}, std::runtime_error);
  EXPECT_EQ(bytes_of(file), before);
}

/// The name that a photo had as another person's goes with the person whose photo it is by now, and with nobody else.
TEST_F(Log, ForgetsWhatAPhotoWasCalledWithTheOneWhoseItIsByNow) {
  DecisionLog log(file);
  const PersonId ann = log.new_person(), bob = log.new_person();
  act(log, Verb::person, ann, "Ann");
  act(log, Verb::person, bob, "Bob");
  act(log, Verb::teach, bob, "0000000000000001/Ann at sea.jpg");
  act(log, Verb::teach, ann, "0000000000000001/at sea.jpg");
  act(log, Verb::teach, ann, "0000000000000002/Bob on land.jpg");
  act(log, Verb::teach, bob, "0000000000000002/on land.jpg");
  log.rewrite_without({ann});
  EXPECT_EQ(bytes_of(file).find("at sea"), std::string::npos);
  EXPECT_EQ(entries(log).back().name, "0000000000000002/on land.jpg");
}

TEST_F(Log, NeverGivesAPersonsNumberTwice) {
  PersonId first;
  {
    DecisionLog log(file);
    first = log.new_person();
    act(log, Verb::person, first, "Joey");
  }
  DecisionLog log(file);
  const PersonId second = log.new_person();
  EXPECT_NE(first, second);
  act(log, Verb::person, second, "Ross");
  log.rewrite_without({first, second});
  DecisionLog again(file);
  const PersonId third = again.new_person();
  EXPECT_NE(third, first);
  EXPECT_NE(third, second);
}

TEST_F(Log, CutsATornLastLineOffAndSaysSo) {
  {
    DecisionLog log(file);
    act(log, Verb::person, log.new_person(), "Joey");
    act(log, Verb::person, log.new_person(), "Ross");
  }
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 5);
  {
    DecisionLog log(file);
    EXPECT_EQ(entries(log).size(), 1U);
    ASSERT_EQ(log.problems().size(), 1U);
    act(log, Verb::person, log.new_person(), "Rachel");
  }
  const DecisionLog log(file);
  EXPECT_EQ(entries(log).back().name, "Rachel");
  EXPECT_TRUE(log.problems().empty());
}

TEST_F(Log, SkipsADamagedLineInTheMiddleAndSaysSo) {
  {
    DecisionLog log(file);
    for (const char* name : {"Joey", "Ross", "Rachel"}) act(log, Verb::person, log.new_person(), name);
  }
  std::string bytes = bytes_of(file);
  bytes[bytes.find("Ross")] = 'B';
  write_bytes(file, bytes);
  const DecisionLog log(file);
  EXPECT_EQ(entries(log).size(), 2U);
  ASSERT_EQ(log.problems().size(), 1U);
}

TEST_F(Log, SurvivesADamagedByteAnywhereBehindItsHeader) {
  {
    DecisionLog log(file);
    for (const char* name : {"Joey", "Ross", "Rachel"}) act(log, Verb::person, log.new_person(), name);
  }
  const std::string whole = bytes_of(file);
  for (std::size_t at = whole.find('\n') + 1; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x11);
    write_bytes(file, damaged);
    const DecisionLog log(file);
    EXPECT_GE(entries(log).size(), 1U) << at;
    EXPECT_LE(entries(log).size(), 2U) << at;
  }
}

TEST_F(Log, RefusesAFileThatIsNoLog) {
  write_bytes(file, "something else\n");
  EXPECT_THROW(DecisionLog{file}, std::runtime_error);
}

TEST_F(Log, LeavesNoByteOfAForgottenPersonsName) {
  DecisionLog log(file);
  const PersonId joey = log.new_person();
  const PersonId ross = log.new_person();
  act(log, Verb::person, joey, "Joey Unmistakable");
  act(log, Verb::person, ross, "Ross");
  log.rewrite_without({joey});
  EXPECT_EQ(bytes_of(file).find("Unmistakable"), std::string::npos);
  ASSERT_EQ(entries(log).size(), 1U);
  act(log, Verb::rename, ross, "Ross Geller");
  EXPECT_EQ(entries(log).back().seq, 3U) << "numbers go on";
  const DecisionLog again(file);
  EXPECT_TRUE(again.problems().empty()) << "lines older than the header's number are good lines";
}

TEST_F(Log, LeavesNoByteOfANameThatCameByARenameEither) {
  DecisionLog log(file);
  const PersonId joey = log.new_person();
  act(log, Verb::person, joey, "Xaver");
  act(log, Verb::rename, joey, "Joey Unmistakable");
  act(log, Verb::pin, kNobody, "At sea with Joey Unmistakable");
  act(log, Verb::pin, kNobody, "At sea");
  log.rewrite_without({joey});
  EXPECT_EQ(bytes_of(file).find("Unmistakable"), std::string::npos);
  ASSERT_EQ(entries(log).size(), 1U);
  EXPECT_EQ(entries(log).back().name, "At sea");
}

TEST_F(Log, LeavesNoNumberOfAForgottenPersonInAMergeOfSomebodyElseEither) {
  DecisionLog log(file);
  const PersonId joey = log.new_person(), joe = log.new_person();
  act(log, Verb::person, joey, "Joey");
  act(log, Verb::person, joe, "Joe");
  act(log, Verb::merge, joe, text_of(joey));  // and taken back since
  log.rewrite_without({joey});
  EXPECT_EQ(bytes_of(file).find(text_of(joey)), std::string::npos);
  ASSERT_EQ(entries(log).size(), 1U);
  EXPECT_EQ(entries(log).back().name, "Joe");
}

/// Otherwise the gallery would take a later line for one that it knows.
TEST_F(Log, GoesOnWithItsNumbersWhenTheLastLinesWereForgottenAndItIsOpenedAgain) {
  {
    DecisionLog log(file);
    const PersonId ross = log.new_person(), joey = log.new_person();
    act(log, Verb::person, ross, "Ross");
    act(log, Verb::person, joey, "Joey");
    act(log, Verb::rename, joey, "Joseph");
    log.rewrite_without({joey});
  }
  DecisionLog again(file);
  EXPECT_EQ(again.last_seq(), 3U);
  EXPECT_EQ(act(again, Verb::pin, kNobody, "At sea").seq, 4U);
}

TEST_F(Log, OverwritesTheFileThatHeldAForgottenPersonsName) {
  DecisionLog log(file);
  const PersonId joey = log.new_person();
  act(log, Verb::person, joey, "Joey Unmistakable");
  const UniqueFd old(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_NE(all_bytes_of(old.get()).find("Unmistakable"), std::string::npos);
  log.rewrite_without({joey});
  EXPECT_EQ(all_bytes_of(old.get()).find_first_not_of('\0'), std::string::npos);
}

/// A write can fail in the middle of a line.
TEST_F(Log, CutsOffWhatAFullDiskLetThroughOfAnAct) {
  DecisionLog log(file);
  act(log, Verb::person, log.new_person(), "Joey");
  const std::string before = bytes_of(file);
  {
    const FullDisk full(before.size() + 10);
    EXPECT_THROW(act(log, Verb::person, log.new_person(), "Ross"), std::system_error);
  }
  EXPECT_EQ(bytes_of(file), before);
  act(log, Verb::person, log.new_person(), "Monica");
  const DecisionLog again(file);
  EXPECT_TRUE(again.problems().empty()) << again.problems().front();
  ASSERT_EQ(entries(again).size(), 2U);
  EXPECT_EQ(entries(again).back().name, "Monica");
}

TEST_F(Log, KeepsItsLinesWhenItsHeaderIsDamaged) {
  {
    DecisionLog log(file);
    for (const char* name : {"Joey", "Ross"}) act(log, Verb::person, log.new_person(), name);
  }
  const std::string whole = bytes_of(file);
  for (std::size_t at = 0; at < whole.find('\n'); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x01);
    write_bytes(file, damaged);
    DecisionLog log(file);
    EXPECT_TRUE(log.has_lost_its_header()) << at;
    EXPECT_EQ(entries(log).size(), 2U) << at;
    log.restore_header("0123456789abcdef0123456789abcdef");
    const DecisionLog again(file);
    EXPECT_FALSE(again.has_lost_its_header()) << at;
    EXPECT_EQ(again.uuid(), "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(entries(again).size(), 2U) << at;
  }
}

TEST_F(Log, ReadsAHeaderOfAnEarlierFacefsWhichHasNoChecksum) {
  write_bytes(file, "facefs-decisions 1 00112233445566778899aabbccddeeff 0000001 7 3\n");
  DecisionLog log(file);
  EXPECT_FALSE(log.has_lost_its_header());
  EXPECT_EQ(log.uuid(), "00112233445566778899aabbccddeeff");
  EXPECT_EQ(act(log, Verb::person, log.new_person(), "Joey").seq, 8U);
}

TEST_F(Log, TakesNoActIntoAFileThatIsNotThereAnyMore) {
  for (int way = 0; way < 4; ++way) {
    DecisionLog log(file);
    act(log, Verb::person, log.new_person(), "Joey");
    EXPECT_FALSE(log.was_taken_away());
    if (way == 0) std::filesystem::remove(file);
    if (way == 1) std::filesystem::resize_file(file, 0);
    if (way == 2) std::filesystem::rename((write_bytes(folder / "other", "x"), folder / "other"), file);
    if (way == 3) std::filesystem::rename(file, folder / "kept by the user");
    EXPECT_TRUE(log.was_taken_away()) << way;
    EXPECT_THROW(act(log, Verb::person, log.new_person(), "Ross"), std::system_error) << way;
    log.write_anew({}, 100);
    EXPECT_EQ(act(log, Verb::person, log.new_person(), "Ross").seq, 101U) << way;
    EXPECT_EQ(entries(DecisionLog(file)).size(), 1U) << way;
    std::filesystem::remove(file);
  }
}

TEST_F(Log, KeepsDamagedLinesOverAForgettingUnlessTheyNameThePerson) {
  PersonId joey{};
  {
    DecisionLog log(file);
    joey = log.new_person();
    act(log, Verb::person, joey, "Joey Unmistakable");
    act(log, Verb::person, log.new_person(), "Ross Legible");
    act(log, Verb::rename, joey, "Joey Unmistakable");
  }
  std::string bytes = bytes_of(file);
  bytes[bytes.find("Legible") - 2] = 'S';
  bytes[bytes.rfind("rename")] = 'R';
  write_bytes(file, bytes);
  DecisionLog log(file);
  log.rewrite_without({joey});
  EXPECT_NE(bytes_of(file).find("Legible"), std::string::npos) << "somebody may mend it";
  EXPECT_EQ(bytes_of(file).find("Unmistakable"), std::string::npos);
}

}  // namespace
}  // namespace facefs::test
