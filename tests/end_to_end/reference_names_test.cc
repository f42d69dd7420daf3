// SPDX-License-Identifier: Apache-2.0
// What reference photos are called: by the user's name in enroll/ and in the log, by another name on the disk.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <sstream>
#include <stdexcept>

#include "index/decisions/decision_log.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"
#include "index/storage/update.h"
#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class ReferenceNames : public Verbs {
 protected:
  std::vector<std::string> stored_names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(data / "references"))
      if (entry.is_regular_file()) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  fs::path stored_copy_of(const fs::path& photo) const {
    for (const auto& entry : fs::recursive_directory_iterator(data / "references"))
      if (entry.is_regular_file() && fs::file_size(entry.path()) == fs::file_size(photo)) return entry.path();
    throw std::runtime_error("nobody has " + photo.string() + " as a reference");
  }
  /// Makes the gallery as it was before the log named references and told who was first.
  void make_the_gallery_of_schema_8() const {
    Gallery gallery(data / "gallery", {photos.string()});
    Update update(gallery);
    for (const Person& person : People(update).all()) {
      for (const auto& [file, record] : References(update).files_of(person.id))
        ReferenceTables(update).erase_file(person.id, file);
      PeopleTables(update).change(person.id, [](PersonRecord& record) { record.since = 0; });
    }
    update.set_counter("schema", 8);
    update.commit();
  }

  /// Waits for more than a second, because photos within a second of each other came together.
  static void let_a_second_pass() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1100);
    eventually([&] { return std::chrono::steady_clock::now() >= end; });
  }
  void make_anew(const fs::path& photo) const {
    const fs::path stored = stored_copy_of(photo);
    fs::remove(stored);
    fs::copy_file(photo, stored);
  }

  /// Leaves the references as an earlier facefs did: under the user's names, and without a word in the log.
  void go_back_to_users_names() const {
    std::istringstream lines(bytes_of(data / "decisions.log"));
    std::string kept;
    for (std::string line; std::getline(lines, line);) {
      const std::size_t at = line.find("\tteach\t");
      if (at == std::string::npos) {
        kept += line + "\n";
        continue;
      }
      const std::size_t slash = line.find('/', at);
      const std::string stored = line.substr(slash - 16, 16);
      const std::string name = line.substr(slash + 1, line.find('"', slash) - slash - 1);
      for (const auto& entry : fs::recursive_directory_iterator(data / "references"))
        if (entry.path().filename() == stored) fs::rename(entry.path(), entry.path().parent_path() / name);
    }
    const std::string header =
        "facefs-decisions 1" + kept.substr(18, kept.find('\n') - 18);  // format 1 has its own sum
    const std::string text = header.substr(0, header.rfind(' '));
    write_bytes(data / "decisions.log", text + " " + checksum_of(text) + kept.substr(kept.find('\n')));
  }
};

TEST_F(ReferenceNames, AreNotThoseOfTheFilesOnTheDisk) {
  start();
  enroll("Obama", {"obama.jpg"});
  fs::copy_file(photo("obama.jpg"), faces / "enroll/Obama/.Secret.jpg.Xy12Zz");
  fs::rename(faces / "enroll/Obama/.Secret.jpg.Xy12Zz", faces / "enroll/Obama/Secret.jpg");
  settle();
  fs::copy_file(photo("obama2.jpg"), faces / "people/Obama/Secret too.jpg");
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("Secret.jpg", "obama.jpg"));
  EXPECT_THAT(stored_names(), Not(IsEmpty()));
  EXPECT_THAT(stored_names(), Each(MatchesRegex("[0-9a-f]{16}")));
}

TEST_F(ReferenceNames, AreThereFromTheFirstCloseOnAlsoAfterAKill) {
  start();
  fs::create_directory(faces / "enroll/Obama");
  fs::copy_file(photo("obama.jpg"), faces / "enroll/Obama/Monday.jpg");
  ASSERT_EQ(shell("mknod " + quoted(faces / "enroll/Obama/empty.jpg") + " p || touch " +
                  quoted(faces / "enroll/Obama/empty.jpg"))
                .code,
            0);
  fs::rename(faces / "enroll/Obama/Monday.jpg", faces / "enroll/Obama/Tuesday.jpg");
  kill_daemon(SIGKILL);
  start();
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("Tuesday.jpg", "empty.jpg"));
  EXPECT_EQ(bytes_of(faces / "enroll/Obama/Tuesday.jpg"), bytes_of(photo("obama.jpg")));
  EXPECT_EQ(verdict("Obama", "Tuesday.jpg"), "used");
}

TEST_F(ReferenceNames, ComeBackFromTheLogOrFromTheGalleryWhicheverIsLeft) {
  begin();
  fs::copy_file(photo("obama2.jpg"), faces / "enroll/Obama/second.jpg");
  settle();
  for (const char* lost : {"gallery", "decisions.log"}) {
    ASSERT_EQ(stop(), 0);
    fs::remove_all(data / lost);
    start();
    settle();
    EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg", "second.jpg")) << lost;
    EXPECT_THAT(list("enroll/Biden"), ElementsAre("biden.jpg")) << lost;
    EXPECT_EQ(verdict("Obama", "second.jpg"), "used") << lost;
  }
}

TEST_F(ReferenceNames, AreGoneFromEveryFileWithThePerson) {
  start();
  fs::create_directory(faces / "enroll/Obama");
  fs::copy_file(photo("obama.jpg"), faces / "enroll/Obama/Unmistakable Monday.jpg");
  settle();
  const std::string search = "grep -rl 'Unmistakable Monday' " + quoted(data);
  EXPECT_THAT(shell(search).output, HasSubstr("decisions.log"));
  ASSERT_EQ(shell("rm -r " + quoted(faces / "enroll/Obama")).code, 0);
  settle();
  EXPECT_THAT(shell(search).output, IsEmpty());
}

TEST_F(ReferenceNames, MoveWithAPhotoThatIsGivenToSomebodyElse) {
  begin();
  fs::copy_file(photo("obama2.jpg"), faces / "enroll/Biden/not him.jpg");
  settle();
  fs::rename(faces / "enroll/Biden/not him.jpg", faces / "enroll/Obama/him.jpg");
  settle();
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(list("enroll/Biden"), ElementsAre("biden.jpg"));
    EXPECT_THAT(list("enroll/Obama"), ElementsAre("him.jpg", "obama.jpg"));
    EXPECT_EQ(verdict("Obama", "him.jpg"), "used");
    ASSERT_EQ(stop(), 0);
    start();
    settle();
  }
}

TEST_F(ReferenceNames, OfAnEarlierFacefsAreTakenOver) {
  begin();
  let_a_second_pass();
  fs::copy_file(photo("biden.jpg"), faces / "enroll/Obama/second.jpg");
  settle();
  ASSERT_EQ(verdict("Obama", "second.jpg"), "unlike-others");
  const Tree before = tree();
  const auto computed = status()["embedded"];
  ASSERT_EQ(stop(), 0);
  go_back_to_users_names();
  fs::remove_all(data / "gallery");
  ASSERT_THAT(stored_names(), ElementsAre("biden.jpg", "obama.jpg", "second.jpg"));
  start();
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg", "second.jpg"));
  EXPECT_EQ(verdict("Obama", "obama.jpg"), "used") << "it came first";
  EXPECT_EQ(verdict("Obama", "second.jpg"), "unlike-others");
  EXPECT_EQ(tree(), before);
  EXPECT_EQ(status()["embedded"], computed);
  EXPECT_THAT(stored_names(), Each(MatchesRegex("[0-9a-f]{16}")));
  ASSERT_EQ(stop(), 0);
  start();
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg", "second.jpg")) << "once is enough";
}

/// Its gallery is kept, too: no worker reads anything again.
TEST_F(ReferenceNames, OfAnEarlierFacefsAreTakenOverWithItsGallery) {
  begin();
  const Tree before = tree();
  ASSERT_EQ(stop(), 0);
  go_back_to_users_names();
  make_the_gallery_of_schema_8();
  start();
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
  EXPECT_EQ(verdict("Obama", "obama.jpg"), "used");
  EXPECT_EQ(tree(), before);
  EXPECT_EQ(status()["computed"], 0);
  EXPECT_THAT(stored_names(), Each(MatchesRegex("[0-9a-f]{16}")));
  EXPECT_THAT(bytes_of(data / "decisions.log"), StartsWith("facefs-decisions 2 "));
}

/// A crash came after the log's line and before the file was renamed.
TEST_F(ReferenceNames, OfAnEarlierFacefsAreTakenOverAlsoInTwoSteps) {
  begin();
  ASSERT_EQ(stop(), 0);
  const fs::path stored = stored_copy_of(photo("obama.jpg"));
  fs::rename(stored, stored.parent_path() / "obama.jpg");
  start();
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
  EXPECT_EQ(verdict("Obama", "obama.jpg"), "used");
}

TEST_F(ReferenceNames, AreNumberedWhereACopyIntoPeopleHasAReferencesName) {
  begin();
  const std::string other = bytes_of(photo("obama3.jpg")) + "another content";
  write_bytes(home / "obama.jpg", other);
  ASSERT_EQ(run("cp $H/obama.jpg $F/people/Obama/").code, 0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama (2).jpg", "obama.jpg"));
  EXPECT_EQ(bytes_of(faces / "enroll/Obama/obama.jpg"), bytes_of(photo("obama.jpg")));
  EXPECT_EQ(bytes_of(faces / "enroll/Obama/obama (2).jpg"), other);
}

/// The first of two photos that contradict each other teaches, wherever the data folder is copied to.
TEST_F(ReferenceNames, TellWhichPhotoWasFirstAlsoWhenTheFilesAreMadeAnew) {
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  let_a_second_pass();
  fs::copy_file(photo("biden.jpg"), faces / "enroll/Obama/a wrong one.jpg");
  settle();
  ASSERT_EQ(verdict("Obama", "obama.jpg"), "used");
  ASSERT_EQ(verdict("Obama", "a wrong one.jpg"), "unlike-others");
  ASSERT_EQ(stop(), 0);
  for (const char* which : {"biden.jpg", "obama.jpg"})
    make_anew(photo(which));  // the first one is the younger file now
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_EQ(verdict("Obama", "obama.jpg"), "used");
  EXPECT_EQ(verdict("Obama", "a wrong one.jpg"), "unlike-others");
}

TEST_F(ReferenceNames, TravelWithAnExportInTheirOrderAndWithoutWhatIsNoPhoto) {
  start();
  enroll("Obama", {"obama.jpg"});
  write_bytes(faces / "enroll/Obama/notes.txt", "no photo");
  fs::copy_file(photo("obama2.jpg"), faces / "enroll/Obama/a second one.jpg");
  settle();
  ASSERT_EQ(facefs("export " + quoted(home / "all.tar")).code, 0);
  EXPECT_THAT(shell("tar -tf " + quoted(home / "all.tar") + " | sed 's,.*/,,'").output,
              "facefs.json\nobama.jpg\na second one.jpg\n");
  ASSERT_EQ(shell("rm -r " + quoted(faces / "enroll/Obama")).code, 0);
  settle();
  ASSERT_EQ(facefs("import " + quoted(home / "all.tar")).code, 0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("a second one.jpg", "obama.jpg"));
  kill_daemon(SIGKILL);
  start();
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("a second one.jpg", "obama.jpg"));
}

/// The copier writes under a temporary name, as rsync and file managers do.
TEST_F(ReferenceNames, OfAPhotoThatIsCopiedIntoPeopleAreGivenOnce) {
  begin();
  write_bytes(home / "_DSC1.jpg", bytes_of(photo("obama3.jpg")) + "another content");
  ASSERT_EQ(run("rsync -a $H/_DSC1.jpg $F/people/Obama/").code, 0);
  ASSERT_EQ(
      run("cp $H/_DSC1.jpg $F/people/Obama/b.jpg.part && mv $F/people/Obama/b.jpg.part $F/people/Obama/b.jpg").code, 0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("_DSC1.jpg", "b.jpg", "obama.jpg"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("_DSC1.jpg", "b.jpg", "o2.jpg", "o3.jpg"));
  for (const char* name : {"_DSC1.jpg", "b.jpg"}) EXPECT_EQ(verdict("Obama", name), "used") << name;
  EXPECT_EQ(shell("grep -c teach " + quoted(data / "decisions.log")).output, "4\n");
}

TEST_F(ReferenceNames, AndBytesStayWhereARenameInPeopleIsRefused) {
  begin();
  const std::string other = bytes_of(photo("obama3.jpg")) + "another content";
  write_bytes(home / "new.jpg", other);
  ASSERT_EQ(run("mv $H/new.jpg $F/people/Obama/").code, 0);
  settle();
  EXPECT_NE(run("mv -f $F/people/Obama/new.jpg $F/people/Obama/o2.jpg").code, 0);
  settle();
  EXPECT_EQ(bytes_of(faces / "enroll/Obama/new.jpg"), other);
  EXPECT_EQ(bytes_of(faces / "people/Obama/new.jpg"), other);
}

TEST_F(ReferenceNames, AndBytesStayAlsoWhereTheProgramThatCopiedThemInRenamesThemLater) {
  begin();
  const std::string other = bytes_of(photo("obama3.jpg")) + "another content";
  write_bytes(faces / "people/Obama/new.jpg", other);
  settle();
  for (int second = 0; second < 2; ++second) let_a_second_pass();  // longer than an editor takes to save
  std::error_code error;
  fs::rename(faces / "people/Obama/new.jpg", faces / "people/Obama/o2.jpg", error);
  EXPECT_EQ(error.value(), EACCES);
  settle();
  EXPECT_EQ(bytes_of(faces / "enroll/Obama/new.jpg"), other);
  EXPECT_EQ(bytes_of(faces / "people/Obama/new.jpg"), other);
}

TEST_F(ReferenceNames, OfAPhotoThatARenameReplacesLeaveNoFileBehind) {
  start();
  enroll("Obama", {"obama.jpg", "obama2.jpg"});
  settle();
  ASSERT_THAT(stored_names(), SizeIs(2));
  fs::rename(faces / "enroll/Obama/obama2.jpg", faces / "enroll/Obama/obama.jpg");
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
  EXPECT_THAT(stored_names(), SizeIs(1));
  EXPECT_EQ(bytes_of(faces / "enroll/Obama/obama.jpg"), bytes_of(photo("obama2.jpg")));
}

TEST_F(ReferenceNames, AreNumberedWhereAPhotoIsGivenToSomebodyWhoHasOneOfThatName) {
  begin();
  write_bytes(home / "biden.jpg", bytes_of(photo("obama3.jpg")) + "another content");
  ASSERT_EQ(run("cp $H/biden.jpg $F/people/Obama/").code, 0);
  settle();
  ASSERT_EQ(run("mv $F/people/Obama/biden.jpg $F/people/Biden/").code, 0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
  EXPECT_THAT(list("enroll/Biden"), ElementsAre("biden (2).jpg", "biden.jpg"));
}

TEST_F(ReferenceNames, AndThePhotoStayWhereTheyAreWhenTheLogCannotTakeAMove) {
  begin();
  write_bytes(home / "new.jpg", bytes_of(photo("obama3.jpg")) + "another content");
  ASSERT_EQ(run("cp $H/new.jpg $F/people/Obama/").code, 0);
  settle();
  const rlimit none{0, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(daemon_, RLIMIT_FSIZE, &none, nullptr), 0);
  EXPECT_NE(run("mv $F/people/Obama/new.jpg $F/people/Biden/").code, 0);
  kill_daemon(SIGKILL);
  start();
  EXPECT_THAT(list("people/Obama"), Contains("new.jpg"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("new.jpg", "obama.jpg"));
  EXPECT_THAT(list("enroll/Biden"), ElementsAre("biden.jpg"));
}

TEST_F(ReferenceNames, AFullDiskLeavesNoHalfOfAPhotoThatWasToTeach) {
  begin();
  const rlimit none{0, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(daemon_, RLIMIT_FSIZE, &none, nullptr), 0);
  EXPECT_NE(run("mv $F/people/Obama/o2.jpg $F/enroll/Biden/").code, 0);
  for (const auto& entry : fs::recursive_directory_iterator(data / "references"))
    EXPECT_NE(entry.path().extension(), ".part") << entry.path();
  EXPECT_THAT(list("people/Obama"), Contains("o2.jpg"));
}

/// No worker has read the photo yet when the act that made the person is taken back.
TEST_F(ReferenceNames, KeepAPersonWhosePhotosWereNotReadYet) {
  begin();
  ASSERT_EQ(run("mkdir $F/people/Ann && cp " + quoted(photo("32bit.png")) + " $F/enroll/Ann/").code, 0);
  ASSERT_EQ(facefs("undo").code, 0);
  settle();
  EXPECT_THAT(list("enroll/Ann"), ElementsAre("32bit.png"));
}

TEST_F(ReferenceNames, AreToldApartWhereACrashLeftTwoAlike) {
  begin();
  fs::copy_file(photo("obama2.jpg"), faces / "enroll/Obama/second.jpg");
  settle();
  ASSERT_EQ(stop(), 0);
  std::string log = bytes_of(data / "decisions.log");
  const std::size_t at = log.find("/second.jpg");
  std::string line = log.substr(log.rfind('\n', at) + 1);
  line = line.substr(0, line.find('\n'));
  std::string entry = line.substr(0, line.rfind('\t'));
  entry.replace(entry.find("/second.jpg"), 11, "/obama.jpg");
  log.replace(log.find(line), line.size(), entry + "\t" + checksum_of(entry));
  write_bytes(data / "decisions.log", log);
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama (2).jpg", "obama.jpg"));
  for (const std::string& name : list("enroll/Obama")) EXPECT_EQ(verdict("Obama", name), "used") << name;
}

}  // namespace
}  // namespace facefs::test
