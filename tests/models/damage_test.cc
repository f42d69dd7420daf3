// SPDX-License-Identifier: Apache-2.0
// What is said about a picture whose rows came in part, and which of its faces count, whichever decoder counted the
// rows.
#include "models/damage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "models/decode.h"

namespace facefs::test {
namespace {

using testing::StartsWith;

constexpr int kWidth = 80, kHeight = 100, kBand = 16;  // seven bands; the last one has four rows

Damage damage_of(std::vector<BandState> bands, bool ends_early = false,
                 Orientation orientation = Orientation::upright) {
  const ArrivedRows rows{kBand, std::move(bands), ends_early};
  return std::get<Damage>(judged(rows, kWidth, kHeight, orientation, {}));
}

constexpr BandState kSound = BandState::sound, kMoved = BandState::moved, kLost = BandState::lost;

void expect_rows(const Rect& part, int first, int count) {
  EXPECT_EQ(std::tie(part.x, part.y, part.width, part.height), std::make_tuple(0, first, kWidth, count));
}

TEST(Damage, OfSeveralPlacesIsToldFromTheFirstOn) {
  const Damage damage = damage_of({kSound, kSound, kLost, kSound, kMoved, kLost, kSound});
  EXPECT_THAT(damage.sentence, StartsWith("damaged after row 32 of 100: copy it again"));
  ASSERT_EQ(damage.lost.size(), 2U);
  expect_rows(damage.lost[0], 32, 16);
  expect_rows(damage.lost[1], 80, 16);
  ASSERT_EQ(damage.moved.size(), 1U);
  expect_rows(damage.moved[0], 64, 16);
  EXPECT_TRUE(damage.spoils({10, 82, 10, 10})) << "a face in the second place";
  EXPECT_THAT(damage_of({kSound, kMoved, kMoved, kLost, kSound, kSound, kSound}).sentence,
              StartsWith("damaged after row 16 of 100"));
}

TEST(Damage, OfTheLastRowsCountsNoRowsBelowThePicture) {
  const Damage damage = damage_of({kSound, kSound, kSound, kSound, kSound, kSound, kLost});
  EXPECT_EQ(damage.sentence, "") << "four rows of a hundred";
  ASSERT_EQ(damage.lost.size(), 1U);
  expect_rows(damage.lost[0], 96, 4);
}

TEST(Damage, IsToldOfAFileThatEndsEarlyWhateverItLacks) {
  EXPECT_THAT(damage_of({kSound, kSound, kSound, kSound, kSound, kSound, kLost}, true).sentence,
              StartsWith("damaged after row 96 of 100"));
  EXPECT_THAT(damage_of({}, true).sentence, StartsWith("the file ends before its last details"));
}

TEST(Damage, OfATenthOfTheRowsIsToldAndOfNineTenthsIsTooMuch) {
  DecodeLimits limits;
  ArrivedRows rows;
  for (const auto& [sound, used, told] :
       {std::tuple(91, true, false), {90, true, false}, {89, true, true}, {10, true, true}, {9, false, true}}) {
    rows.lose_from(sound, 100);
    const auto verdict = judged(rows, kWidth, 100, Orientation::upright, limits);
    ASSERT_EQ(std::holds_alternative<Damage>(verdict), used) << sound;
    if (used) {
      EXPECT_EQ(!std::get<Damage>(verdict).sentence.empty(), told) << sound;
    } else {
      EXPECT_EQ(std::get<Unreadable>(verdict).sentence, "damaged after row 9 of 100: copy it again");
    }
  }
}

}  // namespace
}  // namespace facefs::test
