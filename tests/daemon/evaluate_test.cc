// SPDX-License-Identifier: Apache-2.0
#include "daemon/evaluate.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

using testing::HasSubstr;

TEST(TheEvaluationsTable, HasEachFigureInItsPlace) {
  const nlohmann::ordered_json figures = {
      {"photos", 40},
      {"people", 7},
      {"enrolled", 3},
      {"splits", 20},
      {"faces", 55},
      {"photos_with_a_face", 97.5},
      {"matching",
       {{{"rule", "bands"},
         {"references", 5},
         {"right_certain", 1.1},
         {"right", 2.2},
         {"wrong_certain", 3.3},
         {"wrong_maybe", 4.4},
         {"strangers_certain", 5.5},
         {"strangers_maybe", 6.6},
         {"of",
          {{{"folder", "press"},
            {"rule", "bands"},
            {"references", 5},
            {"right_certain", 1.2},
            {"right", 2.3},
            {"wrong_certain", 3.4},
            {"strangers_certain", 5.6},
            {"strangers_maybe", 6.7}}}}}}},
      {"clusters", {{"precision", 91.0}, {"recall", 92.0}, {"of_three_and_more", 8}, {"mixed", 9}}},
      {"stability", {{"moved_by_growth", 0.7}, {"moved_by_order", 0.8}, {"moved_by_naming", 0.9}}},
      {"compared", {{"engine", "dlib"}, {"decisions", 300}, {"flipped", 2}}}};
  const std::string table = evaluation_table(figures);
  EXPECT_THAT(table, HasSubstr("40 photos of 7 people, 55 faces; a face in 97.5 % of them\n"));
  EXPECT_THAT(table, HasSubstr("3 people enrolled in each of 20 splits"));
  EXPECT_THAT(table,
              HasSubstr("rule   references   right, certain   or maybe   wrong   strangers certain   maybe\n"
                        "bands           5              1.1        2.2     3.3                 5.5     6.6\n"
                        "bands           5              1.2        2.3     3.4                 5.6     6.7  press\n"));
  EXPECT_THAT(table, HasSubstr("precision 91.0, recall 92.0; 8 of three photos and more, 9 mixed\n"));
  EXPECT_THAT(table, HasSubstr("from half to the whole: 0.7 %; in another order: 0.8 %\n"));
  EXPECT_THAT(table, HasSubstr("as many people again are named: 0.9 %\n"));
  EXPECT_THAT(table, HasSubstr("differ with the engine dlib: 2 of 300\n"));
}

}  // namespace
}  // namespace facefs::test
