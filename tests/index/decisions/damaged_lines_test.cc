// SPDX-License-Identifier: Apache-2.0
// Every line of a log, damaged in turn, beside a gallery that knows what it said.
#include "index/decisions/damaged_lines.h"

#include <gmock/gmock.h>

#include <sstream>

#include "index/decisions/acts.h"
#include "index/decisions/decision_state.h"
#include "index/storage/reference_tables.h"
#include "support/gallery_fixture.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using Kind = FolderKey::Kind;

constexpr PersonId kJoey{11}, kRoss{12}, kAnn{13};
const FolderKey kJoeys{Kind::people, kJoey}, kRosss{Kind::people, kRoss};
const Actor kMv{"mv", 100}, kRm{"rm", 101}, kFacefs{"facefs", 0};

class DamagedLines : public GalleryFixture {
 protected:
  std::filesystem::path file = folder / "decisions.log";
  std::uint64_t now = 1'000'000'000;
  PhotoId joeys{}, both{}, strangers{};

  template <typename What>
  void act(DecisionLog& log, What what) {
    change([&](Update& update) { what(update); });
    change([&](Update& update) { update.set_counter("log_seq", log.last_seq()); });
    now += 10'000'000'000;
  }

  /// Says at least one line of each verb except `forget`, each with an effect that `text_of_sum` shows.
  void say_much() {
    DecisionLog log(file, [this] { return now; });
    for (const auto& [id, name] : {std::pair(kJoey, "Joey"), std::pair(kRoss, "Ross"), std::pair(kAnn, "Ann")}) {
      LogEntry line;
      line.person = id;
      line.name = name;
      log.append(line);
    }
    change([&](Update& update) {
      adopt(update, log);
      joeys = put_photo(update, "/photos/joey.jpg", "j", {face_with(face_of(1, 5))});
      both = put_photo(update, "/photos/both.jpg", "b", {face_with(face_of(1, 6)), face_with(face_of(2, 6), 100, 300)});
      strangers = put_photo(update, "/photos/stranger.jpg", "s", {face_with(face_of(3, 5))});
    });
    const auto in = [&](auto what) { act(log, what); };
    in([&](Update& u) {
      apply(u, log, {kMv, NameReferences{kJoey, std::vector{NamedReference{"0123456789abcdef", "a.jpg"}}}});
    });
    in([&](Update& u) {
      apply(u, log, {kMv, NameReferences{kRoss, std::vector{NamedReference{"1123456789abcdef", "b.jpg"}}}});
    });
    in([&](Update& u) { apply(u, log, {kMv, MoveReference{kRoss, kRoss, {"1123456789abcdef", "c.jpg"}}}); });
    in([&](Update& u) { apply(u, log, {kMv, SayIs{joeys, kRoss, kJoeys, true}}); });
    in([&](Update& u) { apply(u, log, {kRm, SayIsNot{both, kRosss}}); });
    in([&](Update& u) { apply(u, log, {kMv, SayIs{strangers, kAnn, {Kind::unknown}, false}}); });
    in([&](Update& u) { apply(u, log, {kRm, SayIsNot{strangers, kJoeys}}); });
    in([&](Update& u) { apply(u, log, {kFacefs, Undo{1}}); });
    in([&](Update& u) { apply(u, log, {kFacefs, Redo{1}}); });
    in([&](Update& u) { apply(u, log, {kFacefs, Undo{1}}); });
    in([&](Update& u) { apply(u, log, {kMv, RenamePerson{kJoey, "Joseph"}}); });
    in([&](Update& u) { apply(u, log, {kFacefs, SetCertain{kJoey, 0.34567F}}); });
    in([&](Update& u) { apply(u, log, {kRm, HidePerson{kRoss}}); });
    in([&](Update& u) { apply(u, log, {kFacefs, ShowPerson{kJoey}}); });
    in([&](Update& u) { apply(u, log, {kMv, MergePeople{kAnn, kJoey}}); });
    in([&](Update& u) { apply(u, log, {kMv, PinQuery{"two", "Joseph + Ross"}}); });
    in([&](Update& u) { apply(u, log, {kMv, PinQuery{"one", "Joseph"}}); });
    in([&](Update& u) { apply(u, log, {kMv, UnpinQuery{"one"}}); });
    in([&](Update& u) { apply(u, log, {kRm, Ignore{strangers, {Kind::unknown}}}); });
    in([&](Update& u) { apply(u, log, {kMv, Unignore{strangers}}); });
    in([&](Update& u) { apply(u, log, {kRm, SayIsNot{both, kJoeys}}); });
    now -= 10'000'000'000;  // within one burst
    in([&](Update& u) { apply(u, log, {kRm, RevokeRejection{kJoeys, "both.jpg"}}); });
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    std::istringstream text(bytes_of(file));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  void damage(std::vector<std::string> lines, const std::vector<std::size_t>& which) const {
    std::string text;
    for (const std::size_t i : which) lines[i][lines[i].size() / 2] ^= 1;
    for (const std::string& line : lines) text += line + "\n";
    write_bytes(file, text);
  }
  std::size_t put_back() const {
    DecisionLog log(file);
    const auto lines = lines_to_put_back(log, Snapshot(gallery));
    if (!lines.empty()) log.put_back(lines);
    return lines.size();
  }

  static std::string text_of_sum(const DecisionState& said) {
    std::string text;
    for (const auto& [id, person] : said.people)
      text += text_of(id) + " " + person.name + " " + std::to_string(static_cast<int>(person.visibility)) + " " +
              text_of(person.merged_into) + " " + text_of_cap(person.certain) + "\n";
    for (const auto& [seq, one] : said.decisions)
      text += std::to_string(seq) + " " + std::to_string(static_cast<int>(one.record.verb)) + " " +
              text_of(one.record.person) + "\n";
    for (const auto& [name, one] : said.reference_files)
      text += name + " " + text_of(one.person) + " " + one.record.name + " " + std::to_string(one.record.since) + "\n";
    for (const auto& [name, query] : said.pins) text += name + " " + query + "\n";
    return text;
  }
  std::string told_by_log() const { return text_of_sum(state_after(lines_that_count(DecisionLog(file)))); }
  std::string told_by_gallery() const { return text_of_sum(decision_state_in(Snapshot(gallery))); }
};

TEST_F(DamagedLines, AreSaidAgainWhicheverOfThemItIs) {
  say_much();
  ASSERT_EQ(told_by_log(), told_by_gallery());
  const auto whole = lines();
  ASSERT_GT(whole.size(), 25U);
  for (std::size_t i = 1; i < whole.size(); ++i) {
    damage(whole, {i});
    put_back();
    EXPECT_EQ(told_by_log(), told_by_gallery()) << whole[i];
  }
}

TEST_F(DamagedLines, AreSaidAgainWhereTwoOfThemStandBesideEachOther) {
  say_much();
  const auto whole = lines();
  for (std::size_t i = 1; i + 1 < whole.size(); ++i) {
    damage(whole, {i, i + 1});
    put_back();
    EXPECT_EQ(told_by_log(), told_by_gallery()) << whole[i] << "\n" << whole[i + 1];
  }
}

/// A later undo must take back the same as without the damage.
TEST_F(DamagedLines, KeepTheirNumbersAndThoseAroundThemTheirBytes) {
  say_much();
  const auto whole = lines();
  const std::size_t i = 7;
  damage(whole, {i});
  ASSERT_EQ(put_back(), 1U);
  auto now_there = lines();
  ASSERT_THAT(now_there, SizeIs(whole.size() + 1)) << "the damaged one stays for whoever may read more in it";
  const auto again = parse_log_line(now_there[i + 1]);
  ASSERT_TRUE(again);
  const auto before = parse_log_line(whole[i]);
  EXPECT_EQ(again->seq, before->seq);
  EXPECT_EQ(again->verb, before->verb);
  EXPECT_EQ(again->person, before->person);
  EXPECT_EQ(again->image, before->image);
  now_there.erase(now_there.begin() + i, now_there.begin() + i + 2);
  auto others = whole;
  others.erase(others.begin() + i);
  now_there.erase(now_there.begin());  // the header has newer counters
  others.erase(others.begin());
  EXPECT_EQ(now_there, others);
}

TEST_F(DamagedLines, AreSpokenOfNoMoreOnceTheyHaveBeenSaidAgain) {
  say_much();
  damage(lines(), {5});
  EXPECT_THAT(DecisionLog(file).problems(), SizeIs(1));
  put_back();
  EXPECT_THAT(DecisionLog(file).problems(), IsEmpty());
  EXPECT_EQ(put_back(), 0U) << "there is nothing left to say";
}

TEST_F(DamagedLines, OfAGalleryThatLagsBehindAreSaidAsFarAsItKnowsThem) {
  say_much();
  {
    DecisionLog log(file);
    LogEntry line;
    line.verb = Verb::rename;
    line.person = kJoey;
    line.name = "Joe";
    log.append(line);
  }
  const auto whole = lines();
  damage(whole, {1});
  EXPECT_EQ(put_back(), 1U);
  const DecisionState said = state_after(lines_that_count(DecisionLog(file)));
  ASSERT_TRUE(said.people.contains(kJoey));
  EXPECT_EQ(said.people.at(kJoey).name, "Joe") << "the latest word is the log's";
}

/// Lines about them mean nothing, and are no reason to say anything.
TEST_F(DamagedLines, AreSaidAgainBesidePhotosThatWereRemovedSince) {
  say_much();
  change([](Update& update) { ReferenceTables(update).erase_file(kRoss, "1123456789abcdef"); });
  const auto whole = lines();
  const auto rename = std::find_if(
      whole.begin(), whole.end(), [](const std::string& line) { return line.find("\trename\t") != std::string::npos; });
  ASSERT_NE(rename, whole.end());
  damage(whole, {static_cast<std::size_t>(rename - whole.begin())});
  EXPECT_EQ(put_back(), 1U);
  EXPECT_EQ(state_after(lines_that_count(DecisionLog(file))).people.at(kJoey).name, "Joseph");
}

TEST_F(DamagedLines, AreSaidAgainWhereTheyBroughtSomethingBack) {
  say_much();
  {
    DecisionLog log(file, [this] { return now += 10'000'000'000; });
    act(log, [&](Update& u) { apply(u, log, {kRm, SayIsNot{strangers, kJoeys}}); });
    act(log, [&](Update& u) { apply(u, log, {kFacefs, Undo{1}}); });
    act(log, [&](Update& u) { apply(u, log, {kFacefs, Redo{1}}); });
  }
  ASSERT_EQ(told_by_log(), told_by_gallery());
  damage(lines(), {lines().size() - 1});
  EXPECT_EQ(put_back(), 1U);
  EXPECT_EQ(told_by_log(), told_by_gallery());
}

/// The damaged line took back only one of two acts of a group.
TEST_F(DamagedLines, AreSaidAgainWhereTheyTookBackOneActOfSeveral) {
  say_much();
  {
    DecisionLog log(file, [this] { return now; });
    change([&](Update& u) { apply(u, log, {kMv, SayIsNot{joeys, kRosss}}); });
    change([&](Update& u) { apply(u, log, {kMv, SayIsNot{strangers, kRosss}}); });
    act(log, [&](Update& u) { apply(u, log, {kMv, RevokeRejection{kRosss, "stranger.jpg"}}); });
  }
  ASSERT_EQ(told_by_log(), told_by_gallery());
  damage(lines(), {lines().size() - 1});
  EXPECT_EQ(put_back(), 1U);
  EXPECT_EQ(told_by_log(), told_by_gallery());
}

}  // namespace
}  // namespace facefs::test
