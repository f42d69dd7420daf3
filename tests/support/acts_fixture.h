// SPDX-License-Identifier: Apache-2.0
// Two enrolled people, three photos, a real log, a real gallery, and a clock that goes on by ten seconds after each
// act.
#pragma once

#include "index/decisions/acts.h"
#include "index/decisions/log_sentences.h"
#include "index/storage/people.h"
#include "support/gallery_fixture.h"

namespace facefs::test {

inline constexpr PersonId kJoey{11}, kRoss{12};
inline const FolderKey kJoeys{FolderKey::Kind::people, kJoey}, kRosss{FolderKey::Kind::people, kRoss},
    kUnknownPhotos{FolderKey::Kind::unknown};

class Acts : public GalleryFixture {
 protected:
  std::uint64_t now = 1'000'000'000;
  DecisionLog log{folder / "decisions.log", [this] { return now; }};
  MatchUpkeep matching{MatchSettings{}};
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
      for (const ImageKey& image : update.outdated().images) matching.match_image(update, image);
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
    act([&](Update& update) { groups = apply(update, log, {{"facefs", 0}, Undo{count}}).groups.size(); });
    return groups;
  }
  /// Returns the errno with which the act is refused, 0 where it is done.
  template <typename What>
  int refusal_of(What what) {
    try {
      act(what);
      return 0;
    } catch (const Refusal& refusal) {
      return refusal.error();
    }
  }
  PersonId add(const std::string& name, bool shown) {
    act([&](Update& update) { apply(update, log, {mv, AddPerson{name, shown}}); });
    return People(Snapshot(gallery)).named(name).value();
  }
  void reject(PhotoId photo, const FolderKey& from) {
    act([&](Update& update) { apply(update, log, {{"rm", 7}, SayIsNot{photo, from}}); });
  }
  std::string last_sentence() { return sentences_of(log).back().sentence; }
};

}  // namespace facefs::test
