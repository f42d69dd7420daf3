// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_sentence.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace facefs::test {
namespace {

using Json = nlohmann::ordered_json;

Json status(const char* state, int photos, int people, int pending) {
  return {{"state", state}, {"photos", photos},   {"read", photos},           {"people", people},
          {"failed", 0},    {"pending", pending}, {"photos_per_second", 0.0}, {"problems", Json::array()}};
}

TEST(StatusSentence, TellsHowManyPhotosAndPeopleThereAre) {
  EXPECT_EQ(status_sentence(status("idle", 145, 3, 0)), "idle: 145 photos, 3 people");
  EXPECT_EQ(status_sentence(status("idle", 1, 1, 0)), "idle: 1 photo, 1 person");
}

TEST(StatusSentence, TellsHowFarReadingHasComeAndHowFastItIs) {
  Json reading = status("indexing", 45, 1, 97);
  reading["read"] = 48;
  reading["failed"] = 7;  // three of which are no photos, and four damaged ones that are used
  EXPECT_EQ(status_sentence(reading), "indexing: 48 of 145 photos");
  reading["photos_per_second"] = 23.1;
  EXPECT_EQ(status_sentence(reading), "indexing: 48 of 145 photos, 23 photos/s");
}

TEST(StatusSentence, TellsTheFirstProblemAndHowManyThereAre) {
  Json troubled = status("idle", 2, 0, 0);
  troubled["problems"] = {"/disk is not there"};
  EXPECT_EQ(status_sentence(troubled), "idle: 2 photos, 0 people; 1 problem: /disk is not there");
  troubled["problems"].push_back("another");
  EXPECT_EQ(status_sentence(troubled), "idle: 2 photos, 0 people; 2 problems: /disk is not there");
}

TEST(StatusSentence, IsOneLineWhateverAFolderIsCalled) {
  Json troubled = status("idle", 2, 0, 0);
  troubled["problems"] = {"/a\nREADY=1 is not there"};
  EXPECT_EQ(status_sentence(troubled).find('\n'), std::string::npos);
}

}  // namespace
}  // namespace facefs::test
