// SPDX-License-Identifier: Apache-2.0
// Acts as bytes: each kind comes back as it was, and keeps its number.
#include "index/decisions/act_bytes.h"

#include <gtest/gtest.h>

#include "index/values/content_hash.h"
#include "index/values/record_codec.h"

namespace facefs::test {
namespace {

const FolderKey kJoeys{FolderKey::Kind::people, PersonId{11}};

LogEntry line() {
  LogEntry entry;
  entry.seq = 7;
  entry.act = 6;
  entry.time_ns = 5;
  entry.group = 4;
  entry.program = "mv";
  entry.verb = Verb::is_not;
  entry.content = ContentHash{{1, 2, 3}};
  entry.image = ImageKey{{4, 5}, 4000, 3000};
  entry.box = Box{1, 2, 3, 4};
  entry.person = PersonId{11};
  entry.name = "a photo.jpg";
  entry.ref = 3;
  entry.scale = 0.5F;
  return entry;
}

/// Returns one act of each kind, in the order of their numbers. No field has its default value.
std::vector<Deed> one_of_each() {
  return {AddPerson{"Joey", true},
          BeginTeaching{PersonId{11}},
          RenamePerson{PersonId{11}, "Joseph"},
          RemovePersonFolder{PersonId{11}},
          HidePerson{PersonId{11}},
          ShowPerson{PersonId{11}},
          MergePeople{PersonId{11}, PersonId{12}},
          SetCertain{PersonId{11}, 0.5F},
          SayIs{PhotoId{1}, PersonId{11}, kJoeys, true},
          SayIsNot{PhotoId{1}, kJoeys},
          Ignore{PhotoId{1}, kJoeys},
          Unignore{PhotoId{1}},
          NameCluster{ClusterId{7}, PersonId{11}, "Joey"},
          IgnoreCluster{ClusterId{7}},
          EraseFaces{{FaceId{1}, FaceId{2}}},
          NameReferences{PersonId{11}, {{"00ff", "a.jpg"}, {"00fe", std::string("b\xff", 2)}}, {1, 2}, true},
          MoveReference{PersonId{11}, PersonId{12}, {"00ff", "a.jpg"}},
          TeachWithPhoto{PersonId{11}, {"00ff", "a.jpg"}, PhotoId{1}, kJoeys},
          PinQuery{"Trips", "#1+#2"},
          UnpinQuery{"Trips"},
          RenamePin{"Trips", "Tours"},
          ImportLines{{line(), LogEntry{}}},
          RevokeRejection{kJoeys, "a.jpg"},
          Undo{3},
          Redo{2}};
}

TEST(ActBytes, BringEveryKindBackAsItWas) {
  const std::vector<Deed> deeds = one_of_each();
  ASSERT_EQ(deeds.size(), std::variant_size_v<Deed>) << "a kind of act is missing in this test";
  for (std::size_t kind = 0; kind < deeds.size(); ++kind) {
    const Act act{{"mv", 4711}, deeds[kind]};
    EXPECT_EQ(act.deed.index(), kind) << "a kind has got another number";
    EXPECT_EQ(act_in(bytes_of(act)), act) << "kind " << kind;
  }
}

TEST(ActBytes, DifferWithEachActor) {
  const Act act{{"mv", 1}, Undo{1}};
  EXPECT_NE(bytes_of(act), bytes_of({{"mv", 2}, Undo{1}}));
  EXPECT_NE(bytes_of(act), bytes_of({{"cp", 1}, Undo{1}}));
}

TEST(ActBytes, ThatAreDamagedOrCutAreNoAct) {
  for (const Deed& deed : one_of_each()) {
    const std::string bytes = bytes_of({{"mv", 1}, deed});
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(act_in(bytes.substr(0, size)));
    std::string flipped = bytes;
    flipped.back() = static_cast<char>(flipped.back() ^ 1);
    EXPECT_FALSE(act_in(flipped));
  }
}

TEST(ActBytes, OfAKindThatIsNotKnownAreAbsent) {
  const std::string actor = RecordWriter().text("mv").number(std::uint64_t{1}).take();
  const auto kind = static_cast<std::uint8_t>(std::variant_size_v<Deed>);
  EXPECT_FALSE(act_in(sealed_record(actor + RecordWriter().number(kind).take())));
}

/// Everything that was written once is read for ever. A change here needs a new kind, or a field that comes last.
TEST(ActBytes, AreTheseOfAnActThatIsKnown) {
  const Act act{{"mv", 1}, SayIs{PhotoId{2}, PersonId{3}, kJoeys, true}};
  const std::string bytes = bytes_of(act);
  EXPECT_EQ(hex_of({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}),
            "01505575fd000000026d760000000000000001080000000000000002000000000000000305000000000000000b01");
}

}  // namespace
}  // namespace facefs::test
