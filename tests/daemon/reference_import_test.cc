// SPDX-License-Identifier: Apache-2.0
// Reference photos of an import: which person gets which, what is left where one fails, and that the waiting program is
// told.
#include "daemon/reference_import.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ReferencesOfAnImport : public testing::Test {
 protected:
  static constexpr PersonId kJoey{1}, kRoss{2};
  TemporaryDirectory directory;
  const fs::path references = directory.path() / "references", unpacked = directory.path() / "import-1";
  EnrollFiles files{references, {}};
  std::vector<Act> acts;
  std::vector<std::string> told, touched;
  int error = 0;                              // the errno with which acts are refused
  std::optional<std::string> fault_of_touch;  // thrown once an act was carried out

  void unpack(const std::string& person, const std::string& name) {
    fs::create_directories(unpacked / person);
    write_bytes(unpacked / person / name, "bytes of " + name);
  }

  void import(std::vector<ReferenceImport::Person> people) {
    fs::create_directories(references);
    ReferenceImportLinks links;
    links.perform = [this](Act act, const std::function<void(const ActAnswer&)>& then) {
      acts.push_back(std::move(act));
      then({error});
    };
    links.touched = [this](const ReferencePlace& place) {
      if (fault_of_touch) throw std::runtime_error(*fault_of_touch);
      touched.push_back(place.file);
    };
    links.done = [this](const std::string& fault) { told.push_back(fault); };
    std::make_shared<ReferenceImport>(files, std::move(links), std::move(people))->run();
  }

  std::vector<std::string> names_in(std::size_t act) const {
    std::vector<std::string> names;
    for (const NamedReference& reference : std::get<NameReferences>(acts.at(act).deed).references)
      names.push_back(reference.name);
    return names;
  }

  std::size_t files_on_disk(PersonId person) const {
    std::error_code none;
    const fs::directory_iterator there(files.folder_of(person), none);
    return static_cast<std::size_t>(std::distance(begin(there), end(there)));
  }
};

TEST_F(ReferencesOfAnImport, AreTakenInInTheirOrderAnActForEachPerson) {
  unpack("joey", "b.jpg");
  unpack("joey", "a.jpg");
  unpack("joey", "c.jpg");
  unpack("ross", "r.jpg");
  import({{kJoey, unpacked / "joey", { "c.jpg", "gone.jpg", "a.jpg" }}, { kRoss, unpacked / "ross", {} }});
  ASSERT_EQ(acts.size(), 2U);
  EXPECT_THAT(names_in(0), ElementsAre("c.jpg", "a.jpg", "b.jpg")) << "what the list lacks comes after";
  EXPECT_THAT(names_in(1), ElementsAre("r.jpg"));
  EXPECT_THAT(touched, ElementsAre("c.jpg", "a.jpg", "b.jpg", "r.jpg"));
  EXPECT_THAT(told, ElementsAre(""));
  EXPECT_TRUE(files.is_named({kJoey, "a.jpg"}));
  EXPECT_EQ(bytes_of(files.path_of({kJoey, "a.jpg"})), "bytes of a.jpg");
}

TEST_F(ReferencesOfAnImport, ThatThePersonHasAlreadyAreNotTakenTwice) {
  unpack("joey", "a.jpg");
  import({{ kJoey, unpacked / "joey", {} }});
  unpack("joey", "a.jpg");
  import({{ kJoey, unpacked / "joey", {} }});
  EXPECT_EQ(acts.size(), 1U);
  EXPECT_THAT(told, ElementsAre("", ""));
  EXPECT_EQ(files_on_disk(kJoey), 1U);
}

TEST_F(ReferencesOfAnImport, ThatAreRefusedLeaveNoFileBehindAndAreTold) {
  unpack("joey", "a.jpg");
  unpack("ross", "r.jpg");
  error = ENOSPC;
  import({{kJoey, unpacked / "joey", {}}, { kRoss, unpacked / "ross", {} }});
  EXPECT_EQ(acts.size(), 1U) << "the next one would fare no better";
  EXPECT_EQ(files_on_disk(kJoey), 0U);
  EXPECT_FALSE(files.stat_of({kJoey, "a.jpg"}));
  EXPECT_THAT(told, ElementsAre(HasSubstr("No space left")));
}

/// Nothing catches what an answer throws, and the program that waits for the import would wait for ever.
TEST_F(ReferencesOfAnImport, ThatFailAfterTheActAreToldToo) {
  unpack("joey", "a.jpg");
  fault_of_touch = "the folder is gone";
  import({{ kJoey, unpacked / "joey", {} }});
  EXPECT_THAT(told, ElementsAre("the folder is gone"));
}

TEST_F(ReferencesOfAnImport, ThatCannotBeMovedInAreTold) {
  unpack("joey", "a.jpg");
  fs::create_directories(references);
  write_bytes(files.folder_of(kJoey), "a file where the folder should be");
  import({{ kJoey, unpacked / "joey", {} }});
  EXPECT_THAT(acts, IsEmpty());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_NE(told[0], "");
}

}  // namespace
}  // namespace facefs::test
