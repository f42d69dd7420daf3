// SPDX-License-Identifier: Apache-2.0
// The folder as the whole user interface: each verb with each usual tool, what it does, what the log says of it, and
// that undo takes it back.
#include <gmock/gmock.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Act {
  const char* name;
  const char* needs;
  const char* command;
  const char* folder;                   ///< where the effect is seen
  std::vector<std::string> afterwards;  ///< what is there then
  const char* sentence;
};

void PrintTo(const Act& act, std::ostream* out) {
  *out << act.name;
}

class EveryVerb : public Verbs, public testing::WithParamInterface<Act> {};

INSTANTIATE_TEST_SUITE_P(
    Verbs, EveryVerb,
    testing::Values(
        Act{"rm", "rm", "rm $F/people/Obama/o2.jpg", "people/Obama", {"o3.jpg"}, "o2.jpg is not Obama"},
        Act{"gio_remove",
            "gio",
            "gio remove $F/people/Obama/o2.jpg",
            "people/Obama",
            {"o3.jpg"},
            "o2.jpg is not Obama"},
        Act{"python_remove",
            "python3",
            "python3 -c \"import os; os.remove('$F/people/Obama/o2.jpg')\"",
            "people/Obama",
            {"o3.jpg"},
            "o2.jpg is not Obama"},
        Act{"rm_both", "rm", "rm $F/people/Obama/*.jpg", "people/Obama", {}, "2 photos are not Obama (o2.jpg, o3.jpg)"},
        Act{"mv",
            "mv",
            "mv $F/people/Obama/o2.jpg $F/people/Biden/",
            "people/Biden",
            {"b.jpg", "o2.jpg"},
            "o2.jpg is Biden and not Obama"},
        Act{"gio_move",
            "gio",
            "gio move $F/people/Obama/o2.jpg $F/people/Biden/o2.jpg",
            "people/Biden",
            {"b.jpg", "o2.jpg"},
            "o2.jpg is Biden and not Obama"},
        Act{"python_move",
            "python3",
            "python3 -c \"import shutil; shutil.move('$F/people/Obama/o2.jpg', '$F/people/Biden/')\"",
            "people/Biden",
            {"b.jpg", "o2.jpg"},
            "o2.jpg is Biden and not Obama"},
        Act{"cp",
            "cp",
            "cp $P/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"cp_a_under_another_name",
            "cp",
            "cp -a $P/b.jpg $F/people/Obama/mine.jpg",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"cp_within",
            "cp",
            "cp $F/people/Biden/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"rsync",
            "rsync",
            "rsync -a $P/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"gio_copy",
            "gio",
            "gio copy $P/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"python_copy",
            "python3",
            "python3 -c \"import shutil; shutil.copy2('$P/b.jpg', '$F/people/Obama/')\"",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"cat",
            "cat",
            "cat $P/b.jpg > $F/people/Obama/b.jpg",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"rm_r", "rm", "rm -r $F/people/Obama", "people", {"Biden"}, "Obama is not shown any more"},
        Act{"folder_first_as_nautilus_does",
            "python3",
            "python3 -c \"import os\nd = '$F/people/Obama'\ntry: os.rmdir(d)\nexcept OSError: pass\n"
            "for n in os.listdir(d): os.remove(d + '/' + n)\nos.rmdir(d)\"",
            "people",
            {"Biden"},
            "Obama is not shown any more"},
        Act{"python_rmtree",
            "python3",
            "python3 -c \"import shutil; shutil.rmtree('$F/people/Obama')\"",
            "people",
            {"Biden"},
            "Obama is not shown any more"},
        Act{"rename",
            "mv",
            "mv $F/people/Obama $F/people/Barack",
            "people/Barack",
            {"o2.jpg", "o3.jpg"},
            "a person is called Barack now"},
        Act{"ignore", "mv", "mv $F/people/Obama/o2.jpg $F/ignored/", "ignored", {"o2.jpg"}, "o2.jpg is of no interest"},
        Act{"reject_by_moving",
            "mv",
            "mv $F/people/Obama/o2.jpg $F/unknown/all/",
            "people/Obama",
            {"o3.jpg"},
            "o2.jpg is not Obama"},
        Act{"threshold",
            "python3",
            "python3 -c \"import os; os.setxattr('$F/people/Obama', 'user.facefs.certain', b'0.01')\"",
            "people/Obama",
            {},
            "Obama is certain up to a distance of 0.0100"}),
    [](const auto& act) { return act.param.name; });

TEST_P(EveryVerb, DoesWhatItSaysAndIsTakenBack) {
  if (shell(std::string("command -v ") + GetParam().needs).code != 0)
    GTEST_SKIP() << GetParam().needs << " is not installed";
  begin();
  const Tree before = tree();
  ASSERT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  const Finished done = run(GetParam().command);
  EXPECT_EQ(done.code, 0) << done.output;
  settle();
  EXPECT_EQ(list(GetParam().folder), GetParam().afterwards);
  EXPECT_THAT(log_of_acts(), HasSubstr(GetParam().sentence));
  undo_brings_back(before);
}

}  // namespace
}  // namespace facefs::test
