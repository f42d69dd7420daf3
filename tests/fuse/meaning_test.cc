// SPDX-License-Identifier: Apache-2.0
// Which act each change of a name means, by its old and its new folder, without a mount.
#include "fuse/meaning.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "index/storage/decision_tables.h"
#include "index/storage/images.h"
#include "index/storage/photos.h"
#include "index/storage/pin_tables.h"
#include "index/values/display_name.h"
#include "support/tree_fixture.h"

namespace facefs::test {
namespace {

using Kind = FolderKey::Kind;

/// An act, or the errno with which it is refused.
using Expected = std::variant<Deed, int>;

class Meanings : public TreeOfAGallery {
 protected:
  const Inode rosss = inode_of(InodeKind::people, kRoss), maybe_joey = inode_of(InodeKind::maybe, kJoey),
              joeys_references = inode_of(InodeKind::enrolled, kJoey),
              rosss_references = inode_of(InodeKind::enrolled, kRoss);
  const FolderKey in_joey{Kind::people, kJoey}, in_unknown{Kind::unknown};
  const std::string group = cluster_name(ClusterId{7});

  PhotoId stranger() { return *Photos(Snapshot(gallery)).named("stranger.jpg"); }

  Meaning rename(const EntryPlace& from, const EntryPlace& to) {
    return meaning_of_rename(tree, Snapshot(gallery), from, to);
  }
  Meaning mkdir(const EntryPlace& place) { return meaning_of_mkdir(tree, Snapshot(gallery), place); }
  Meaning unlink(const EntryPlace& place) { return meaning_of_unlink(Snapshot(gallery), place); }
  Meaning rmdir(const EntryPlace& place) { return meaning_of_rmdir(Snapshot(gallery), place); }
  Meaning symlink(const EntryPlace& place, const std::string& target) {
    return meaning_of_symlink(Snapshot(gallery), place, target);
  }

  static bool is(const Meaning& meaning, const Expected& expected) {
    if (const auto* error = std::get_if<int>(&expected)) {
      const auto* refusal = std::get_if<Refusal>(&meaning);
      return refusal && refusal->error() == *error;
    }
    const auto* deed = std::get_if<Deed>(&meaning);
    return deed && *deed == std::get<Deed>(expected);
  }

  static std::string sentence_of(const Meaning& meaning) { return std::get<Refusal>(meaning).sentence; }

  void hide(PersonId person) {
    change([&](Update& update) {
      PeopleTables(update).change(person, [](PersonRecord& record) { record.visibility = Visibility::hidden; });
    });
  }
};

TEST_F(Meanings, OfARenameByItsTwoPlaces) {
  struct Row {
    const char* what;
    EntryPlace from, to;
    Expected meaning;
  };
  const Row table[] = {
      {"to another person", {joeys, "both.jpg"}, {rosss, "both.jpg"}, SayIs{both, kRoss, in_joey, true}},
      {"to another name there", {joeys, "both.jpg"}, {rosss, "x.jpg"}, SayIs{both, kRoss, in_joey, true}},
      {"from the unknown", {kUnknownAll, "stranger.jpg"}, {joeys, "s"}, SayIs{stranger(), kJoey, in_unknown, true}},
      {"to the unknown", {joeys, "both.jpg"}, {kUnknownAll, "both.jpg"}, SayIsNot{both, in_joey}},
      {"to the single ones", {joeys, "both.jpg"}, {kUnknownSingle, "both.jpg"}, SayIsNot{both, in_joey}},
      {"to the ignored", {kUnknownAll, "stranger.jpg"}, {kIgnored, "s"}, Ignore{stranger(), in_unknown}},
      {"within its folder", {joeys, "both.jpg"}, {joeys, "x.jpg"}, EPERM},
      {"unknown to unknown", {kUnknownAll, "stranger.jpg"}, {kUnknownSingle, "s"}, EPERM},
      {"what is not there", {joeys, "none.jpg"}, {rosss, "none.jpg"}, ENOENT},
      {"what stands elsewhere", {joeys, "stranger.jpg"}, {rosss, "stranger.jpg"}, ENOENT},
      {"to teach",
       {joeys, "both.jpg"},
       {rosss_references, "r.jpg"},
       TeachWithPhoto{kRoss, {"", "r.jpg"}, both, in_joey}},
      {"a reference to another",
       {joeys_references, "a.jpg"},
       {rosss_references, "b.jpg"},
       MoveReference{kJoey, kRoss, {"", "b.jpg"}}},
      {"a reference to the photos", {joeys_references, "a.jpg"}, {joeys, "a.jpg"}, EPERM},
      {"a photo to the root", {joeys, "both.jpg"}, {kRoot, "both.jpg"}, EPERM},
      {"a person in people/", {kPeople, "Joey"}, {kPeople, "Joseph"}, RenamePerson{kJoey, "Joseph"}},
      {"a person in enroll/", {kEnroll, "Ross"}, {kEnroll, "Ross G."}, RenamePerson{kRoss, "Ross G."}},
      {"a person to the same in another case", {kPeople, "Joey"}, {kPeople, "JOEY"}, RenamePerson{kJoey, "JOEY"}},
      {"nobody", {kPeople, "Chandler"}, {kPeople, "Bing"}, ENOENT},
      {"a person to a name that is none", {kPeople, "Joey"}, {kPeople, ".hidden"}, EINVAL},
      {"a person to a name that is taken", {kEnroll, "Ross"}, {kEnroll, "joey"}, EEXIST},
      {"maybe into people", {kMaybe, "Joey"}, {kPeople, "Joey"}, EEXIST},
      {"maybe to a new name", {kMaybe, "Joey"}, {kPeople, "Else"}, EPERM},
      {"a group to a new name", {kUnknown, group}, {kPeople, "Phoebe"}, NameCluster{ClusterId{7}, kNobody, "Phoebe"}},
      {"a group to a new name where it is",
       {kUnknown, group},
       {kUnknown, "Phoebe"},
       NameCluster{ClusterId{7}, kNobody, "Phoebe"}},
      {"a group to somebody who is not shown", {kUnknown, group}, {kPeople, "Ross"}, NameCluster{ClusterId{7}, kRoss}},
      {"a group onto a folder", {kUnknown, group}, {kPeople, "Joey"}, EEXIST},
      {"a group into a person", {kUnknown, group}, {joeys, group}, NameCluster{ClusterId{7}, kJoey}},
      {"a group to the ignored", {kUnknown, group}, {kIgnored, group}, IgnoreCluster{ClusterId{7}}},
      {"a group to another number", {kUnknown, group}, {kUnknown, cluster_name(ClusterId{9})}, EPERM},
      {"a group into enroll/", {kUnknown, group}, {kEnroll, "Phoebe"}, EPERM},
  };
  for (const Row& row : table) EXPECT_TRUE(is(rename(row.from, row.to), row.meaning)) << row.what;
}

TEST_F(Meanings, OfRemovals) {
  EXPECT_TRUE(is(unlink({joeys, "both.jpg"}), SayIsNot{both, in_joey}));
  EXPECT_TRUE(is(unlink({kUnknownAll, "both.jpg"}), Ignore{both, in_unknown}));
  EXPECT_TRUE(is(unlink({joeys, "none.jpg"}), ENOENT));
  EXPECT_TRUE(is(unlink({kTogether, "Trips"}), EPERM));
  EXPECT_TRUE(is(rmdir({kPeople, "Joey"}), RemovePersonFolder{kJoey}));
  EXPECT_TRUE(is(rmdir({kPeople, "Chandler"}), EPERM));
  EXPECT_TRUE(is(rmdir({kStatus, "Joey"}), EPERM));
  EXPECT_EQ(std::get<AlreadyGone>(rmdir({kUnknown, group})).folder, (FolderKey{Kind::cluster, ClusterId{7}}));
}

TEST_F(Meanings, OfAPhotoInTheIgnoredFolder) {
  const FolderKey ignored{Kind::ignored};
  change([&](Update& update) {
    for (const NumberedFace& face : Images(update).faces_of(image_named("s")))
      DecisionTables(update).add(image_named("s"), 1, {DecisionRecord::Verb::ignore, kNobody, face.record.box});
    for (const ImageKey& image : update.outdated().images) matching.match_image(update, image);
  });
  EXPECT_TRUE(is(unlink({kIgnored, "stranger.jpg"}), Unignore{stranger()}));
  EXPECT_TRUE(is(rename({kIgnored, "stranger.jpg"}, {kUnknownAll, "stranger.jpg"}), Unignore{stranger()}));
  EXPECT_TRUE(is(rename({kIgnored, "stranger.jpg"}, {joeys, "s"}), SayIs{stranger(), kJoey, ignored, true}));
}

TEST_F(Meanings, OfNewFolders) {
  EXPECT_TRUE(is(mkdir({kPeople, "Monica"}), AddPerson{"Monica", true}));
  EXPECT_TRUE(is(mkdir({kEnroll, "Monica"}), AddPerson{"Monica", false}));
  EXPECT_TRUE(is(mkdir({kEnroll, "Rene\u0301e"}), AddPerson{"Ren\u00e9e", false})) << "stored in one Unicode form";
  EXPECT_TRUE(is(mkdir({kPeople, "Joey"}), EEXIST));
  EXPECT_TRUE(is(mkdir({kEnroll, "a/b"}), EINVAL));
  EXPECT_TRUE(is(mkdir({kEnroll, std::string(300, 'x')}), ENAMETOOLONG));
  EXPECT_TRUE(is(mkdir({kMaybe, "Monica"}), EPERM));
  EXPECT_TRUE(is(mkdir({kRoot, ".Trash-1000"}), EACCES));
}

TEST_F(Meanings, OfTheNameOfSomebodyHidden) {
  hide(kJoey);
  EXPECT_TRUE(is(mkdir({kPeople, "Joey"}), ShowPerson{kJoey})) << "who is shown again";
  const Meaning other_case = mkdir({kPeople, "JOEY"});
  EXPECT_TRUE(is(other_case, EPERM)) << "that something exists may only be said of what can be seen";
  EXPECT_THAT(sentence_of(other_case), testing::HasSubstr("hidden"));
}

TEST_F(Meanings, SayWhyANameThatDiffersInCaseAloneIsRefused) {
  EXPECT_THAT(sentence_of(mkdir({kEnroll, "joey"})), testing::HasSubstr("differs in case"));
  EXPECT_EQ(sentence_of(mkdir({kEnroll, "Joey"})), "") << "the errno says it";
}

TEST_F(Meanings, OfPins) {
  EXPECT_TRUE(is(symlink({kTogether, "Trips"}, "Joey"), PinQuery{"Trips", "#" + text_of(kJoey)}));
  EXPECT_TRUE(is(symlink({kTogether, "Trips"}, "Chandler"), EINVAL));
  EXPECT_TRUE(is(symlink({kTogether, ".x"}, "Joey"), EINVAL));
  EXPECT_TRUE(is(symlink({kPeople, "Trips"}, "Joey"), EPERM));
  change([&](Update& update) { PinTables(update).put("Trips", "#" + text_of(kJoey)); });
  EXPECT_TRUE(is(rename({kTogether, "Trips"}, {kTogether, "Tours"}), RenamePin{"Trips", "Tours"}));
  EXPECT_TRUE(is(rename({kTogether, "Tours"}, {kTogether, "Trips"}), EPERM));
  EXPECT_TRUE(is(unlink({kTogether, "Trips"}), UnpinQuery{"Trips"}));
}

TEST_F(Meanings, OfAPhotoThatWasCopiedInUnderAnotherName) {
  const Snapshot snapshot(gallery);
  EXPECT_TRUE(
      is(meaning_of_unlink(snapshot, {rosss, "as I call it.jpg"}, both), SayIsNot{both, {Kind::people, kRoss}}));
  EXPECT_TRUE(is(meaning_of_rename(tree, snapshot, {rosss, "as I call it.jpg"}, {joeys, "x"}, both),
                 SayIs{both, kJoey, {Kind::people, kRoss}, true}));
}

}  // namespace
}  // namespace facefs::test
