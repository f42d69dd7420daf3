// SPDX-License-Identifier: Apache-2.0
// Joey and Ross, three photos, a real log and a real gallery, and short ways to act and to take back.
#pragma once

#include "index/acts.h"
#include "index/log_sentences.h"
#include "index/query.h"
#include "support/gallery_fixture.h"

namespace facefs::test {

using Kind = FolderKey::Kind;

inline constexpr PersonId kJoey{11}, kRoss{12};
inline const FolderKey kJoeys{Kind::people, kJoey}, kRosss{Kind::people, kRoss}, kUnknownPhotos{Kind::unknown};

class Acts : public GalleryFixture {
 protected:
  std::uint64_t now = 1'000'000'000;
  DecisionLog log{folder / "decisions.log", [this] { return now; }};
  Matching matching{MatchSettings{}};
  Actor mv{"mv", 100};
  PhotoId joeys{}, both{}, strangers{};

  void SetUp() override {
    for (const auto& [id, name] : {std::pair(kJoey, "Joey"), std::pair(kRoss, "Ross")}) {
      LogEntry line;
      line.person = id;
      line.name = name;
      log.append(line);
    }
    change([&](Update& update) {
      put_person(update, kJoey, "Joey", {face_of(1, 1)});
      put_person(update, kRoss, "Ross", {face_of(2, 1)});
      joeys = put_photo(update, "/photos/joey.jpg", "j", {face_with(face_of(1, 5))});
      both = put_photo(update, "/photos/both.jpg", "b", {face_with(face_of(1, 6)), face_with(face_of(2, 6), 100, 300)});
      strangers = put_photo(update, "/photos/stranger.jpg", "s", {face_with(face_of(3, 5))});
    });
    match_all(matching);
  }

  template <typename What>
  void at_once(What what) {
    change([&](Update& update) {
      what(update);
      for (const ImageKey& image : update.decided()) matching.match_image(update, image);
    });
    match_all(matching);
  }
  template <typename What>
  void act(What what) {
    at_once(what);
    now += 10'000'000'000;
  }
  std::size_t take_back(std::size_t count = 1) {
    std::size_t groups = 0;
    act([&](Update& update) { groups = undo(update, log, {"facefs", 0}, count); });
    return groups;
  }
  /// A photo of Joey and a stranger.
  PhotoId put_pair() {
    PhotoId pair{};
    change([&](Update& update) {
      pair = put_photo(update, "/photos/pair.jpg", "p", {face_with(face_of(1, 8)), face_with(face_of(4, 8), 100, 300)});
    });
    match_all(matching);
    return pair;
  }
  std::vector<PhotoId> alone_with(PersonId person) {
    const Snapshot snapshot(gallery);
    return photos_for(snapshot, *parse_query(snapshot, "=#" + text_of(person)));
  }
  std::string last_sentence() { return sentences_of(log).back().sentence; }
};

}  // namespace facefs::test
