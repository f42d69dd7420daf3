// SPDX-License-Identifier: Apache-2.0
// Reference photos whose person neither the log nor the gallery knows.
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/values/reference_file.h"
#include "support/writer_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Restoring : public Writing {
 protected:
  const std::filesystem::path references = folder / "references";

  /// Starts with that log and that gallery.
  void restart() {
    writer.reset();
    writer = std::make_unique<Writer>(
        gallery, *log, MatchSettings{},
        WriterLinks{[](const std::vector<TreeChange>&, const Token&) {},
                    [this](PersonId person) { return references / facefs::text_of(person); }, [] {},
                    [](const std::string&, const FileStamp&) { return true; }, [](const std::string&) {},
                    [](const std::function<void()>& work) { work(); }, [](const Token&) {},
                    [this] { return ledger.begin(Ledger::Kind::other); }, retry_after,
                    [this](const std::string& sentence) { mended.push_back(sentence); }});
    writer->catch_up();
  }
  void put_reference_of(PersonId person) const {
    std::filesystem::create_directories(references / facefs::text_of(person));
    write_bytes(references / facefs::text_of(person) / new_reference_file(), "a photo");
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const Person& person : People(Snapshot(gallery)).all()) all.push_back(person.record.name);
    return all;
  }
};

TEST_F(Restoring, GivesEachFolderOfThemAPersonWithANameThatNobodyHas) {
  person("Restored 2");
  std::filesystem::create_directory(references);
  for (const PersonId person : {PersonId{100}, PersonId{200}, PersonId{300}}) put_reference_of(person);
  std::filesystem::create_directory(references / facefs::text_of(PersonId{400}));
  restart();
  EXPECT_THAT(names(), testing::UnorderedElementsAre("Restored 1", "Restored 2", "Restored 3", "Restored 4"));
  EXPECT_EQ(References(Snapshot(gallery)).files_of(PersonId{100}).size(), 1U);
  EXPECT_THAT(mended, ElementsAre(HasSubstr("from a backup")));
  mended.clear();
  restart();
  EXPECT_EQ(names().size(), 4U) << "once";
  EXPECT_THAT(mended, IsEmpty());
}

TEST_F(Restoring, LeavesWhomSomebodyWasForgettingForgotten) {
  const PersonId joey = person("Joey");
  put_reference_of(joey);
  LogEntry line;  // the first thing that forgetting does; then the daemon is killed
  line.verb = Verb::forget;
  line.person = joey;
  log->append(line);
  restart();
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(mended, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(references / facefs::text_of(joey)));
}

}  // namespace
}  // namespace facefs::test
