// SPDX-License-Identifier: Apache-2.0
#include "daemon/writer_problem.h"

#include <gmock/gmock.h>

#include <vector>

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Problems : public testing::Test {
 protected:
  std::vector<std::string> told;
  WriterProblem problem{[this](const std::string& sentence) { told.push_back(sentence); }};
};

TEST_F(Problems, AreToldAndThenTheirEnd) {
  problem.set("the disk is full");
  problem.clear();
  EXPECT_THAT(told, ElementsAre("the disk is full", ""));
}

TEST_F(Problems, EndOnce) {
  problem.clear();
  EXPECT_THAT(told, IsEmpty()) << "nothing was wrong";
  problem.set("the disk is full");
  problem.clear();
  problem.clear();
  EXPECT_THAT(told, ElementsAre("the disk is full", ""));
}

TEST_F(Problems, OfAnActStayUntilAnActSucceeds) {
  problem.act_failed("the log is read-only");
  problem.clear();  // findings went in
  EXPECT_THAT(told, ElementsAre("the log is read-only"));
  problem.act_succeeded();
  problem.clear();
  EXPECT_THAT(told, ElementsAre("the log is read-only", ""));
}

}  // namespace
}  // namespace facefs::test
