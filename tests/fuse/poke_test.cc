// SPDX-License-Identifier: Apache-2.0
#include "fuse/poke.h"

#include <gmock/gmock.h>

#include "fuse/poke_sender.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Pokes, ArriveAsTheyWereSent) {
  const Poke sent{Poke::Act::make_link, "people/Joey", "a b.jpg", "people/Ross"};
  const auto got = decoded_poke(encoded(sent));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->act, sent.act);
  EXPECT_EQ(got->folder, sent.folder);
  EXPECT_EQ(got->name, sent.name);
  EXPECT_EQ(got->other, sent.other);
}

TEST(Pokes, ThatAreNoneAreNotTaken) {
  EXPECT_FALSE(decoded_poke(""));
  EXPECT_FALSE(decoded_poke("x"));
  EXPECT_FALSE(decoded_poke("f"));
  EXPECT_FALSE(decoded_poke(std::string_view("fa\0b", 4)));
}

class Poking : public testing::Test {
 protected:
  PokeInProgress under_way;
  std::vector<std::string> troubles;
  bool poke(const std::string& program, const std::filesystem::path& mount) {
    PokeSender poker(program, mount, under_way, [this](const std::string& trouble) { troubles.push_back(trouble); });
    const PokeInProgress::Announced one{kRoot, {Poke::Act::make_folder, "", "Joey"}, {}};
    const bool made = poker.poke(one);
    able = poker.is_able();
    return made;
  }
  bool able = true;
};

TEST_F(Poking, IsDoneWithoutWhereTheHelperIsMissing) {
  EXPECT_FALSE(poke("/nowhere/facefs-poke", "/"));
  EXPECT_FALSE(able);
  EXPECT_THAT(troubles, ElementsAre(HasSubstr("/nowhere/facefs-poke cannot be started")));
}

TEST_F(Poking, IsDoneWithoutWhereTheHelperEnds) {
  EXPECT_FALSE(poke("/bin/true", "/"));
  EXPECT_FALSE(able);
  EXPECT_THAT(troubles, ElementsAre(HasSubstr("does not answer")));
}

TEST_F(Poking, MakesNothingInAFolderThatIsNoMount) {
  const TemporaryDirectory folder;
  EXPECT_FALSE(poke(FACEFS_TEST_BIN "/facefs-poke", folder.path()));
  EXPECT_TRUE(able) << "it did answer";
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(Poking, KnowsTheHelperFromEverybodyElseAndForNothingButWhatWasAnnounced) {
  under_way.helper_came(4711);
  EXPECT_TRUE(under_way.is_helper(4711));
  EXPECT_FALSE(under_way.is_helper(4712));
  under_way.begin({kPeople, {Poke::Act::make_folder, "people", "Joey"}, {}});
  EXPECT_TRUE(under_way.in(kPeople));
  EXPECT_FALSE(under_way.in(kMaybe));
  under_way.end();
  EXPECT_FALSE(under_way.in(kPeople));
  under_way.helper_went(4711);
  EXPECT_FALSE(under_way.is_helper(4711));
}

}  // namespace
}  // namespace facefs::test
