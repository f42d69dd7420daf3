// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_board.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "index/storage/path_tables.h"
#include "index/storage/people_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using Json = nlohmann::ordered_json;

class TheStatusBoard : public GalleryFixture {
 protected:
  Ledger ledger;
  StatusBoard board{gallery, ledger};

  std::string state() const { return board.status().at("state").get<std::string>(); }
};

TEST_F(TheStatusBoard, SaysThatItStartsReadsAndRests) {
  EXPECT_EQ(state(), "starting");
  board.set_started();
  EXPECT_EQ(state(), "idle");
  Token photo = ledger.begin(Ledger::Kind::photo);
  EXPECT_EQ(state(), "indexing");
  EXPECT_EQ(board.status().at("pending"), 1);
  photo.reset();
  EXPECT_EQ(state(), "idle");
  EXPECT_EQ(board.status().at("pending"), 0);
}

TEST_F(TheStatusBoard, IsDegradedByWorkersOrAWriterThatCannotGoOnAndByNothingElse) {
  board.set_started();
  for (const char* source : {"vision", "writer"}) {
    board.set_problems(source, {"it is ill"});
    EXPECT_EQ(state(), "degraded") << source;
    board.set_problems(source, {});
    EXPECT_EQ(state(), "idle") << source;
  }
  for (const char* source : {"watcher", "log", "mended", "names"}) {
    board.set_problems(source, {"it is so"});
    EXPECT_EQ(state(), "idle") << source;
  }
}

TEST_F(TheStatusBoard, TellsEverySourcesProblemsUntilThatOneTakesThemBack) {
  board.set_problems("watcher", {"one", "two"});
  board.set_problems("log", {"three"});
  EXPECT_EQ(board.status().at("problems"), (Json{"three", "one", "two"}));
  board.set_problems("watcher", {"two"});
  EXPECT_EQ(board.status().at("problems"), (Json{"three", "two"}));
  board.set_problems("watcher", {});
  board.set_problems("log", {});
  EXPECT_EQ(board.status().at("problems"), Json::array());
}

TEST_F(TheStatusBoard, CountsWhatIsThereAndThoseWhoAreShown) {
  change([](Update& update) {
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 1)), face_with(face_of(2, 1), 100, 300)});
    put_photo(update, "/photos/b.jpg", "b");
    PathTables(update).fail(place_of(update, "/photos/c.jpg"), stamp(), {Reason::no_permission, "s"});
    put_person(update, PersonId{1}, "Joey", {face_of(1, 2)});
    put_person(update, PersonId{2}, "Ross", {face_of(2, 2)});
    PeopleTables(update).change(PersonId{2}, [](PersonRecord& record) { record.visibility = Visibility::hidden; });
  });
  board.add_computed(2);
  board.set_unread({{"heic", 3}});
  const Json status = board.status();
  EXPECT_EQ(status.at("photos"), 2);
  EXPECT_EQ(status.at("faces"), 2);
  EXPECT_EQ(status.at("people"), 1) << "Ross is hidden";
  EXPECT_EQ(status.at("failed"), 1);
  EXPECT_EQ(status.at("read"), 2) << "what may not be read is not";
  EXPECT_EQ(status.at("computed"), 2);
  EXPECT_EQ(status.at("unread"), (Json{{"heic", 3}}));
}

TEST_F(TheStatusBoard, KnowsWhatLiesInAFolderThatIsAway) {
  board.set_away({"/photos/usb"});
  EXPECT_TRUE(board.is_away("/photos/usb"));
  EXPECT_TRUE(board.is_away("/photos/usb/trip/a.jpg"));
  EXPECT_FALSE(board.is_away("/photos/usb2/a.jpg"));
  EXPECT_FALSE(board.is_away("/photos/a.jpg"));
  board.set_away({});
  EXPECT_FALSE(board.is_away("/photos/usb/trip/a.jpg"));
}

}  // namespace
}  // namespace facefs::test
