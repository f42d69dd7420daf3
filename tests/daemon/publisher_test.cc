// SPDX-License-Identifier: Apache-2.0
#include "daemon/publisher.h"

#include <gmock/gmock.h>

#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

class Publishing : public GalleryFixture {
 protected:
  Ledger ledger;
  MatchSchedule schedule{MatchSettings{}};
  std::vector<TreeChange> told;
  Token kept;  // what the kernel has not been told yet
  std::uint64_t photos_when_told = 0;
  Publisher publisher{schedule, [this](std::vector<TreeChange> changes, Token token) {
                        photos_when_told = Snapshot(gallery).counter("photos");
                        told = std::move(changes);
                        kept = std::move(token);
                      }};

  void publish_photo(std::vector<Token> tokens) {
    Update update(gallery);
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 1))});
    publisher.publish(update, std::move(tokens));
  }
};

TEST_F(Publishing, CommitsBeforeItTells) {
  publish_photo({});
  EXPECT_EQ(photos_when_told, 1U);
  EXPECT_FALSE(told.empty());
}

TEST_F(Publishing, HoldsTheWorkUntilTheKernelHasBeenTold) {
  publish_photo({ledger.begin(Ledger::Kind::other), ledger.begin(Ledger::Kind::photo)});
  EXPECT_FALSE(ledger.is_idle());
  kept.reset();
  EXPECT_TRUE(ledger.is_idle());
}

TEST_F(Publishing, LetsTheScheduleKnowWhichFacesAreToBeGrouped) {
  change([&](Update& update) { schedule.take_in_news(update); });
  while (schedule.is_matching_due()) change([&](Update& update) { schedule.match_portion(update); });
  ASSERT_TRUE(schedule.is_settled());
  publish_photo({});
  EXPECT_FALSE(schedule.is_settled());
}

}  // namespace
}  // namespace facefs::test
