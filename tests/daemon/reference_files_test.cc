// SPDX-License-Identifier: Apache-2.0
// Files of references, as an earlier facefs or a crash has left them.
#include "daemon/reference_files.h"

#include <gmock/gmock.h>

#include "fuse/enroll_files.h"
#include "index/decisions/acts.h"
#include "index/storage/people_tables.h"
#include "index/storage/references.h"
#include "support/eventually.h"
#include "support/gallery_fixture.h"
#include "system/photo_file.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class ReferenceFiles : public GalleryFixture {
 protected:
  static constexpr PersonId kJoey{1}, kRoss{2};
  static constexpr const char* kFile = "00112233445566aa";
  DecisionLog log{folder / "decisions.log"};
  const fs::path references = folder / "references";

  void SetUp() override {
    for (const PersonId person : {kJoey, kRoss}) fs::create_directories(incoming(person));
    change([&](Update& update) {
      PeopleTables(update).add(kJoey, {"Joey", true, 1});
      PeopleTables(update).add(kRoss, {"Ross", true, 2});
    });
  }
  fs::path own(PersonId person) const { return references / facefs::text_of(person); }
  fs::path incoming(PersonId person) const { return own(person) / kIncoming; }

  void name(PersonId person, const NamedReference& reference) {
    change([&](Update& update) { apply(update, log, {{"cp", 1}, NameReferences{person, {reference}}}); });
  }
  void mend() {
    mend_reference_files(references, gallery, [&](const std::vector<Act>& acts) {
      change([&](Update& update) {
        for (const Act& act : acts) apply(update, log, act);
      });
    });
  }
  /// Returns the names in the order in which the files began to teach.
  std::vector<std::string> names_of(PersonId person) {
    std::map<std::uint64_t, std::string> names;
    for (const auto& [file, record] : References(Snapshot(gallery)).files_of(person)) names[record.since] = record.name;
    std::vector<std::string> in_order;
    for (const auto& [since, name] : names) in_order.push_back(name);
    return in_order;
  }
};

TEST_F(ReferenceFiles, GetTheNameThatTheLogHasAlready) {
  name(kJoey, {kFile, "a.jpg"});
  write_bytes(own(kJoey) / "a.jpg", "a");
  name(kRoss, {kFile, "b.jpg"});
  write_bytes(incoming(kRoss) / "b.jpg", "b");
  mend();
  EXPECT_EQ(bytes_of(own(kJoey) / kFile), "a");
  EXPECT_EQ(bytes_of(incoming(kRoss) / kFile), "b");
}

TEST_F(ReferenceFiles, AreMovedToWhomTheLogHasGivenThem) {
  name(kRoss, {kFile, "a.jpg"});
  write_bytes(own(kJoey) / kFile, "a");
  mend();
  EXPECT_EQ(bytes_of(own(kRoss) / kFile), "a");
  EXPECT_FALSE(fs::exists(own(kJoey) / kFile));
}

TEST_F(ReferenceFiles, OfAnEarlierFacefsAreNamedInTheOrderInWhichTheyWereMade) {
  write_bytes(own(kJoey) / "b.jpg", "b");
  ASSERT_TRUE(eventually([&] {  // the file system's clock has gone on
    fs::remove(own(kJoey) / "a.jpg");
    write_bytes(own(kJoey) / "a.jpg", "a");
    return birth_ns_of(own(kJoey) / "a.jpg") > birth_ns_of(own(kJoey) / "b.jpg");
  }));
  mend();
  EXPECT_THAT(names_of(kJoey), ElementsAre("b.jpg", "a.jpg"));
  EXPECT_FALSE(fs::exists(own(kJoey) / "a.jpg"));
}

}  // namespace
}  // namespace facefs::test
