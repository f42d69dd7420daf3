// SPDX-License-Identifier: Apache-2.0
#include "daemon/content_claims.h"

#include <gtest/gtest.h>

#include "index/values/content_hash.h"

namespace facefs::test {
namespace {

using Answer = ContentClaims::Answer;

class Claims : public testing::Test {
 protected:
  std::shared_ptr<ContentClaims> claims = std::make_shared<ContentClaims>();
  bool known = false;
  PhotoRead read_of(const std::string& path) { return {path, {}, content_hash_of("x"), {}, {}, {}}; }
  Answer claim(PhotoRead& read) {
    return claims->claim(read, [this] { return known; });
  }
};

TEST_F(Claims, LetOneLookAndTheOthersWait) {
  PhotoRead first = read_of("/a"), second = read_of("/b");
  EXPECT_EQ(claim(first), Answer::look);
  EXPECT_EQ(claim(second), Answer::waiting);
  const auto ready = claims->found(first.content, NewFaces{});
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].path, "/b");
}

TEST_F(Claims, HandOutWhatWasFoundUntilTheGalleryHasIt) {
  PhotoRead first = read_of("/a"), late = read_of("/b");
  claim(first);
  claims->found(first.content, Unreadable{Reason::truncated, "half"});
  EXPECT_EQ(claim(late), Answer::ready);
  EXPECT_TRUE(std::holds_alternative<Unreadable>(late.found));
}

TEST_F(Claims, AreOverWhenTheLastHolderLetsGo) {
  PhotoRead first = read_of("/a");
  claim(first);
  claims->found(first.content, NewFaces{});
  first.claim.reset();
  known = true;
  PhotoRead later = read_of("/b");
  EXPECT_EQ(claim(later), Answer::ready);
  EXPECT_EQ(later.claim, nullptr);
}

TEST_F(Claims, AskTheGalleryFirst) {
  known = true;
  PhotoRead first = read_of("/a");
  EXPECT_EQ(claim(first), Answer::ready);
}

}  // namespace
}  // namespace facefs::test
