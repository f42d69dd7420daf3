// SPDX-License-Identifier: Apache-2.0
// What answers, sentences and pictures show after an act.
#include <gmock/gmock.h>

#include "index/picture.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST_F(Acts, TheirSentenceNamesUpToFivePhotos) {
  const auto reject = [&](int count) {
    for (int i = 0; i < count; ++i) {
      PhotoId photo{};
      const std::string name = std::to_string(count) + "-" + std::to_string(i);
      change([&](Update& update) { photo = put_photo(update, "/photos/" + name, name, {face_with(face_of(1, 7))}); });
      at_once([&](Update& update) { say_is_not(update, log, mv, photo, kJoeys); });
    }
    now += 10'000'000'000;
    return last_sentence();
  };
  EXPECT_THAT(reject(5), AllOf(HasSubstr("5-0, 5-1, 5-2, 5-3, 5-4"), Not(HasSubstr("..."))));
  EXPECT_THAT(reject(6), HasSubstr("6-0, 6-1, 6-2, 6-3, 6-4, ..."));
}

TEST_F(Acts, AFaceOfNoInterestIsNobodyElse) {
  const PhotoId pair = put_pair();
  EXPECT_THAT(alone_with(kJoey), Not(Contains(pair)));
  act([&](Update& update) { say_ignore(update, log, mv, pair, kUnknownPhotos); });
  EXPECT_THAT(alone_with(kJoey), Contains(pair));
}

TEST_F(Acts, AForgettingTakesAwayPinsThatHaveThePersonInTheirNameOrTheirQuery) {
  act([&](Update& update) { pin_query(update, log, mv, "without Joey", "#" + text_of(kRoss)); });
  act([&](Update& update) { pin_query(update, log, mv, "us", "#" + text_of(kJoey) + "+#" + text_of(kRoss)); });
  act([&](Update& update) { pin_query(update, log, mv, "him", "#" + text_of(kRoss)); });
  change([&](Update& update) { update.erase_person(kJoey); });
  EXPECT_THAT(Snapshot(gallery).pins(), ElementsAre(Pair("him", "#" + text_of(kRoss))));
}

TEST_F(Acts, ALabelledPictureIsAnotherOneOnceSomebodyInItIsCalledOtherwise) {
  const auto key = [&] { return labelled_photo(Snapshot(gallery), joeys)->key; };
  const std::string before = key();
  act([&](Update& update) { rename_person(update, log, mv, kJoey, "Joseph"); });
  const std::string renamed = key();
  EXPECT_NE(renamed, before);
  act([&](Update& update) { say_is_not(update, log, mv, joeys, kJoeys); });
  EXPECT_NE(key(), renamed);
}

}  // namespace
}  // namespace facefs::test
