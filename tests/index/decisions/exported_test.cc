// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/exported.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::ordered_json;

constexpr PersonId kAnn{11}, kBen{12};
const std::string kOne = "0000000000000001", kTwo = "0000000000000002", kThree = "0000000000000003";

LogEntry line(std::uint64_t seq, Verb verb, PersonId person, const std::string& name = {}) {
  LogEntry entry;
  entry.seq = seq;
  entry.verb = verb;
  entry.person = person;
  entry.name = name;
  return entry;
}

Json an_export() {
  LogEntry about_a_photo = line(6, Verb::is, kAnn, "a.jpg");
  about_a_photo.content.emplace().bytes.fill(0xab);
  about_a_photo.image = ImageKey{{1, 2}, 4000, 3000};
  about_a_photo.box = Box{1, 2, 30, 40};
  return exported({line(1, Verb::person, kAnn, "Ann"), line(2, Verb::person, kBen, "Ben"),
                   line(3, Verb::teach, kAnn, kTwo + "/early\xff.jpg"), line(4, Verb::teach, kAnn, kOne + "/late.jpg"),
                   line(5, Verb::teach, kBen, kThree + "/ben.jpg"), about_a_photo, line(7, Verb::forget, kNobody)});
}

std::string sentence_of(const Json& json) {
  try {
    imported(json);
    return "";
  } catch (const std::runtime_error& fault) {
    return fault.what();
  }
}

TEST(Exported, NamesReferencesInTheOrderInWhichTheyBeganToTeach) {
  const Json json = exported_in(an_export().dump());
  EXPECT_EQ(json.at("references").at(0).at("file"), kTwo);
  EXPECT_EQ(json.at("references").at(1).at("file"), kOne);
  EXPECT_THAT(references_in_order(json, kAnn), ElementsAre("early\xff.jpg", "late.jpg")) << "whatever bytes";
  EXPECT_THAT(references_in_order(json, kBen), ElementsAre("ben.jpg"));
}

TEST(Exported, SaysWhatItWasToldButWhoWasForgotten) {
  const std::vector<LogEntry> lines = imported(exported_in(an_export().dump()));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].name, "Ann");
  EXPECT_EQ(lines[2].verb, Verb::is);
  EXPECT_EQ(lines[2].content->bytes[0], 0xab);
  EXPECT_EQ(lines[2].image, (ImageKey{{1, 2}, 4000, 3000}));
  EXPECT_EQ(lines[2].box->height, 40);
}

TEST(Exported, IsRefusedWhereANewerFacefsMadeIt) {
  Json json = an_export();
  json["facefs"] = 2;
  EXPECT_THAT(sentence_of(json), HasSubstr("newer facefs"));
}

TEST(Exported, IsRefusedWhereItIsDamaged) {
  for (const char* key : {"content", "image"}) {
    Json json = an_export();
    json["said"][2][key] = "00zz";
    EXPECT_THAT(sentence_of(json), HasSubstr(std::string("damaged ") + key + " hash"));
  }
  Json json = an_export();
  json["said"][0]["verb"] = "marry";
  EXPECT_THAT(sentence_of(json), HasSubstr("does not know"));
  json["said"] = 7;
  EXPECT_THAT(sentence_of(json), HasSubstr("not an export"));
  EXPECT_THROW(exported_in("{"), std::runtime_error);
}

}  // namespace
}  // namespace facefs::test
