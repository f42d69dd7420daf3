// SPDX-License-Identifier: Apache-2.0
// Thousands of sequences of acts against a small model of the rules. Every photo must be where the model says: after
// each sequence, and after the gallery was lost and made again from the log. RapidCheck prints a failing sequence, made
// small.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <map>

#include "index/decisions/acts.h"
#include "index/decisions/decision_state.h"
#include "index/storage/folders.h"
#include "index/storage/path_tables.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/photo_tables.h"
#include "index/storage/reference_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using Kind = FolderKey::Kind;

constexpr int kPeople = 3;  // enrolled; identities 0 to 2
constexpr int kPhotos = 8;  // photo p shows the identities p % 4 and, every second one, (p + 1) % 4; 3 is a stranger
constexpr PersonId kFirst{20};

PersonId person(int number) {
  return static_cast<PersonId>(number_of(kFirst) + static_cast<std::uint64_t>(number));
}

std::vector<int> identities_in(int photo) {
  return photo % 2 == 0 ? std::vector<int>{photo % 4} : std::vector<int>{photo % 4, (photo + 1) % 4};
}

struct Op {
  enum What { reject, move, copy, ignore, heed, hide, show, rename, merge, undo, kWhats };
  int what, photo, from, to;
};

void showValue(const Op& op, std::ostream& out) {
  out << "{" << op.what << " photo " << op.photo << " from " << op.from << " to " << op.to << "}";
}

/// The rules, as simply as they can be said.
class Model {
 public:
  struct Word {
    Op op;
    int face;  // -1: the photo as a whole
  };
  std::vector<Word> words;

  int resolved(int who) const {
    for (const Word& word : words)
      if (word.op.what == Op::merge && word.op.from == who) return resolved(word.op.to);
    return who;
  }
  struct Face {
    int is = -1;
    std::set<int> refused;
    bool ignored = false;
  };

  std::vector<Face> faces(int photo) const {
    std::vector<Face> faces(identities_in(photo).size());
    for (const Word& word : words) {
      if (word.op.photo != photo) continue;
      for (std::size_t i = 0; i < faces.size(); ++i) {
        const bool meant = word.face < 0 || word.face == static_cast<int>(i);
        if (word.op.what == Op::reject || word.op.what == Op::move) reject(faces[i], resolved(word.op.from));
        if (!meant) continue;
        if (word.op.what == Op::move || word.op.what == Op::copy) name(faces[i], resolved(word.op.to));
        if (word.op.what == Op::ignore) faces[i] = {-1, faces[i].refused, true};
        if (word.op.what == Op::heed) faces[i].ignored = false;
      }
    }
    return faces;
  }

  /// Returns the person for whom a face is taken: the one who was said, or the one it looks like.
  std::optional<int> person_of(int photo, std::size_t i) const {
    const Face face = faces(photo)[i];
    if (face.ignored) return std::nullopt;
    if (face.is >= 0) return face.is;
    const int identity = identities_in(photo)[i];
    if (identity >= kPeople || face.refused.contains(resolved(identity))) return std::nullopt;
    return resolved(identity);
  }

  bool shows(int photo, int who) const {
    for (std::size_t i = 0; i < identities_in(photo).size(); ++i)
      if (person_of(photo, i) == who) return true;
    return false;
  }
  /// Tells whether the person is hidden. A visible person who is merged into a hidden one makes that one visible.
  bool is_hidden(int who) const {
    std::set<int> hidden;
    for (const Word& word : words) {
      if (word.op.what == Op::hide) hidden.insert(word.op.from);
      if (word.op.what == Op::show) hidden.erase(word.op.from);
      if (word.op.what == Op::merge && !hidden.contains(word.op.from)) hidden.erase(word.op.to);
    }
    return hidden.contains(who);
  }
  std::string name_of(int who) const {
    std::string name = "P" + std::to_string(who);
    for (const Word& word : words)
      if (word.op.what == Op::rename && word.op.from == who)
        name = "R" + std::to_string(who) + std::to_string(word.op.to);
    return name;
  }

 private:
  static void reject(Face& face, int who) {
    face.refused.insert(who);
    if (face.is == who) face.is = -1;
  }
  static void name(Face& face, int who) {
    face.refused.erase(who);
    face.is = who;
    face.ignored = false;
  }
};

class World {
 public:
  World() {
    for (int p = 0; p < kPeople; ++p) {
      LogEntry line;
      line.person = person(p);
      line.name = "P" + std::to_string(p);
      log_->append(line);
    }
    fill();
  }

  void act(const Op& op) {
    if (!is_possible(op)) return;
    Model::Word word{op, face_meant(op)};
    if ((op.what == Op::move || op.what == Op::copy || op.what == Op::ignore) && word.face < 0) return;
    commit([&](Update& update) { say(update, op); });
    if (op.what == Op::undo) {
      if (!model.words.empty()) model.words.pop_back();
    } else {
      model.words.push_back(word);
    }
  }

  void lose_gallery() {
    gallery_->begin_anew();
    commit([&](Update& update) { adopt(update, state_after(lines_that_count(*log_))); });
    fill();
  }

  void compare() {
    const Snapshot snapshot(*gallery_);
    for (int who = 0; who < kPeople; ++who) {
      RC_ASSERT(People(snapshot).get(person(who)).name == model.name_of(who));
      RC_ASSERT(People(snapshot).is_shown(person(who)) == (model.resolved(who) == who && !model.is_hidden(who)));
      for (int photo = 0; photo < kPhotos; ++photo)
        RC_ASSERT(Folders(snapshot).shows({Kind::people, person(who)}, photos_[photo]) == model.shows(photo, who));
    }
  }

  Model model;

 private:
  template <typename What>
  void commit(What what) {
    Update update(*gallery_);
    what(update);
    for (const ImageKey& image : update.outdated().images) matching_.match_image(update, image);
    update.commit();
    follow();
    while (matching_.is_due()) {
      Update more(*gallery_);
      matching_.match_next(more, 100);
      more.commit();
    }
  }

  void follow() {
    Update update(*gallery_);
    matching_.follow(update);
    update.commit();
  }

  void fill() {
    matching_ = MatchUpkeep{MatchSettings{}};
    commit([&](Update& update) {
      for (int p = 0; p < kPeople; ++p) {
        if (!People(update).find(person(p))) PeopleTables(update).add(person(p), {"P" + std::to_string(p), true, 1});
        const ContentHash content = content_hash_of("reference " + std::to_string(p));
        ReferenceTables(update).put_reading(content, {"test", {}, {face_with(face_of(p, 1))}});
        ReferenceTables(update).put(person(p), "r.jpg", {{}, content, EnrolVerdict::used, "", 0});
      }
      for (int photo = 0; photo < kPhotos; ++photo) photos_[photo] = put_photo(update, photo);
    });
    commit([](Update&) {});
  }

  static PhotoId put_photo(Update& update, int photo) {
    const std::string name = std::to_string(photo) + ".jpg";
    std::vector<Face> faces;
    for (const int identity : identities_in(photo))
      faces.push_back(face_with(face_of(identity, 10 + photo), 100, 10 + 300.0F * static_cast<float>(faces.size())));
    ImageKey image{{}, 1000, 1000};
    image.hash[0] = static_cast<std::uint8_t>(photo + 1);
    const PhotoId id = PhotoTables(update).add(content_hash_of(name), NewFaces{image, false, "test", std::move(faces)});
    PathTables(update).set({PathTables(update).folder_for("/photos"), name},
                           {1, static_cast<std::uint64_t>(photo) + 1, 10, 10, 10}, id);
    return id;
  }

  FolderKey folder(const Op& op) const { return {Kind::people, person(op.from)}; }

  /// Tells whether the mount would let a user do this.
  bool is_possible(const Op& op) const {
    const bool merged = model.resolved(op.from) != op.from;
    switch (op.what) {
      case Op::reject:
      case Op::ignore:
        return model.shows(op.photo, op.from);
      case Op::move:
        return model.shows(op.photo, op.from) && op.from != op.to && model.resolved(op.to) == op.to;
      case Op::copy:
        return model.resolved(op.to) == op.to;
      case Op::heed: {
        const auto faces = model.faces(op.photo);
        return std::any_of(faces.begin(), faces.end(), [](const auto& face) { return face.ignored; });
      }
      case Op::hide:
        return !merged && !model.is_hidden(op.from);
      case Op::show:
        return !merged && model.is_hidden(op.from);
      case Op::merge:
        return !merged && op.from != op.to && model.resolved(op.to) == op.to;
      default:
        return true;
    }
  }

  /// Returns the only face that can be meant; -1 where there are several, or the whole photo is meant.
  int face_meant(const Op& op) const {
    if (op.what != Op::move && op.what != Op::copy && op.what != Op::ignore) return -1;
    int meant = -1;
    for (std::size_t i = 0; i < identities_in(op.photo).size(); ++i) {
      const bool in_folder = op.what == Op::copy || model.person_of(op.photo, i) == op.from;
      const int said = model.faces(op.photo)[i].is;
      const bool somebody_elses = op.what != Op::ignore && said >= 0 && said != op.to;
      if (!in_folder || somebody_elses) continue;
      if (meant >= 0) return -1;
      meant = static_cast<int>(i);
    }
    return meant;
  }

  void say(Update& update, const Op& op) {
    const Actor actor{"test", ++process_};  // each act is a group of its own
    const PhotoId photo = photos_[op.photo];
    switch (op.what) {
      case Op::reject:
        return (void)apply(update, *log_, {actor, SayIsNot{photo, folder(op)}});
      case Op::move:
        return (void)apply(update, *log_, {actor, SayIs{photo, person(op.to), folder(op), true}});
      case Op::copy:
        return (void)apply(update, *log_, {actor, SayIs{photo, person(op.to), {}, false}});
      case Op::ignore:
        return (void)apply(update, *log_, {actor, Ignore{photo, folder(op)}});
      case Op::heed:
        return (void)apply(update, *log_, {actor, Unignore{photo}});
      case Op::hide:
        return (void)apply(update, *log_, {actor, HidePerson{person(op.from)}});
      case Op::show:
        return (void)apply(update, *log_, {actor, ShowPerson{person(op.from)}});
      case Op::rename:
        return (void)apply(
            update, *log_,
            {actor, RenamePerson{person(op.from), "R" + std::to_string(op.from) + std::to_string(op.to)}});
      case Op::merge:
        return (void)apply(update, *log_, {actor, MergePeople{person(op.from), person(op.to)}});
      default:
        apply(update, *log_, {actor, Undo{1}});
    }
  }

  TemporaryDirectory folder_;
  std::unique_ptr<Gallery> gallery_ =
      std::make_unique<Gallery>(folder_ / "gallery", std::vector<std::string>{"/photos"});
  std::unique_ptr<DecisionLog> log_ = std::make_unique<DecisionLog>(folder_ / "decisions.log");
  MatchUpkeep matching_{MatchSettings{}};
  std::map<int, PhotoId> photos_;
  std::uint64_t process_ = 1;
};

rc::Gen<Op> any_op() {
  return rc::gen::build<Op>(rc::gen::set(&Op::what, rc::gen::inRange(0, static_cast<int>(Op::kWhats))),
                            rc::gen::set(&Op::photo, rc::gen::inRange(0, kPhotos)),
                            rc::gen::set(&Op::from, rc::gen::inRange(0, kPeople)),
                            rc::gen::set(&Op::to, rc::gen::inRange(0, kPeople)));
}

RC_GTEST_PROP(RandomActs, LeaveEveryPhotoWhereTheRulesSayAlsoFromTheLogAlone, ()) {
  const auto ops = *rc::gen::container<std::vector<Op>>(any_op());
  World world;
  for (const Op& op : ops) world.act(op);
  world.compare();
  world.lose_gallery();
  world.compare();
}

}  // namespace
}  // namespace facefs::test
