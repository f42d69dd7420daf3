// SPDX-License-Identifier: Apache-2.0
// Sequences of verbs on a real mount, by real programs, against a small model of the rules. Then the daemon is killed
// and started again, and in the end the gallery is lost: the tree stays the same. RapidCheck prints its seed and what
// fails, made small. FACEFS_SEQUENCES=2000 runs 2000 sequences.
#include <gmock/gmock.h>

#include <rapidcheck.h>

#include <map>
#include <set>

#include "models/encode.h"
#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using Tree = std::map<std::string, std::vector<std::string>>;

struct Op {
  enum What { remove, move, ignore, heed, copy, make, rename, hide, undo, kWhats };
  int what, photo, person;
};

void showValue(const Op& op, std::ostream& out) {
  out << "{" << op.what << " photo " << op.photo << " person " << op.person << "}";
}

/// What the user has said, and what must be so because of it. A photo for which the user has named nobody may be
/// matched or not.
struct Model {
  struct Photo {
    std::string is;  ///< a person's key; empty: nothing was said
    std::set<std::string> refused;
    bool ignored = false;
  };
  struct Person {
    std::string name;
    bool hidden = false;
  };
  std::map<std::string, Photo> photos;
  std::map<std::string, Person> people;  ///< by a key that a rename does not change

  std::string key_of(const std::string& name) const {
    for (const auto& [key, person] : people)
      if (person.name == name) return key;
    return {};
  }
  std::set<std::string> seen() const {
    std::set<std::string> names;
    for (const auto& [key, person] : people)
      if (!person.hidden) names.insert(person.name);
    return names;
  }
  void refuse(const std::string& photo, const std::string& key) {
    photos[photo].refused.insert(key);
    if (photos[photo].is == key) photos[photo].is.clear();
  }
  void name(const std::string& photo, const std::string& key) {
    photos[photo].is = key;
    photos[photo].refused.erase(key);
    photos[photo].ignored = false;
  }
};

class RandomVerbs : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    const std::vector<std::string> models = {"obama2.jpg", "obama2.jpg", "obama3.jpg", "biden.jpg", "biden.jpg"};
    for (std::size_t i = 0; i < models.size(); ++i) {
      Image image = decoded_image(bytes_of(photo(models[i])));
      for (int y = 0; y < 16; ++y) std::fill_n(image.row(y), 48, static_cast<std::uint8_t>(40 * i));  // another picture
      write_bytes(photos / ("p" + std::to_string(i) + ".jpg"), text_of(encode(image, ImageFormat::jpeg)));
    }
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
    ASSERT_EQ(stop(), 0);
    fs::copy(data, home / "untouched", fs::copy_options::recursive);
  }

  void begin() {
    if (is_running()) kill_daemon(SIGKILL);
    fs::remove_all(data);
    fs::copy(home / "untouched", data, fs::copy_options::recursive);
    clear_stale_mount(faces);
    start();
    settle();
    model = {};
    before.clear();
    model.people["Obama"] = {"Obama", false};
    for (const char* name : {"p0.jpg", "p1.jpg", "p2.jpg", "p3.jpg", "p4.jpg"}) model.photos[name] = {};
  }

  Tree tree() const {
    Tree tree;
    for (const char* above : {"people", "maybe"})
      for (const std::string& name : list(above)) tree[above + ("/" + name)] = list(fs::path(above) / name);
    for (const char* folder : {"unknown/all", "ignored"}) tree[folder] = list(folder);
    return tree;
  }

  /// Returns the folder of that photo. There is only one, because each photo has a single face.
  std::string folder_of(const std::string& photo) const {
    for (const auto& [folder, names] : tree())
      if (std::find(names.begin(), names.end(), photo) != names.end()) return folder;
    return {};
  }

  /// Runs a program of its own, whose acts are a group of their own.
  void run(const std::string& command) {
    const Finished done = shell("F=" + quoted(faces) + "; P=" + quoted(photos) + "; " + command);
    if (done.code != 0) RC_FAIL(command + ": " + done.output);
  }

  template <typename Change>
  void say(const std::string& command, Change change) {
    run(command);
    before.push_back(model);
    change();
  }

  void act(const Op& op) {
    const std::string photo = "p" + std::to_string(op.photo) + ".jpg";
    const std::string name = std::array{"Obama", "Ann", "Bob"}[static_cast<std::size_t>(op.person)];
    const std::string from = folder_of(photo);
    const bool by_person = from.starts_with("people/") || from.starts_with("maybe/");
    const std::string owner = by_person ? model.key_of(from.substr(from.find('/') + 1)) : "";
    const bool seen = model.seen().contains(name);
    const std::string at = "$F/" + from + "/" + photo;
    switch (op.what) {
      case Op::remove:
        if (from.empty()) return;
        return say("rm " + at, [&] { take_out(photo, from, owner); });
      case Op::move:
        if (from.empty() || !seen || from == "people/" + name) return;
        return say("mv " + at + " $F/people/" + name + "/", [&] {
          if (by_person && owner != model.key_of(name)) model.refuse(photo, owner);
          model.name(photo, model.key_of(name));
        });
      case Op::ignore:
        if (from.empty() || from == "ignored") return;
        return say("mv " + at + " $F/ignored/", [&] { ignore(photo); });
      case Op::heed:
        if (!by_person && from != "ignored") return;
        return say("mv " + at + " $F/unknown/all/", [&] { take_out(photo, from, owner); });
      case Op::copy:
        if (!seen || from == "people/" + name || !model.photos[photo].is.empty()) return;
        return say("cp $P/" + photo + " $F/people/" + name + "/", [&] { model.name(photo, model.key_of(name)); });
      default:
        act_on_person(op, name, seen);
    }
  }

  void act_on_person(const Op& op, const std::string& name, bool seen) {
    const std::string key = model.key_of(name);
    const std::string other = std::array{"Carl", "Dora", "Obama"}[static_cast<std::size_t>(op.photo % 3)];
    switch (op.what) {
      case Op::make:
        if (seen) return;
        return say("mkdir $F/people/" + name, [&] {
          model.people[key.empty() ? name + std::to_string(++made) : key] = {name, false};
        });
      case Op::rename:
        if (!seen || !model.key_of(other).empty()) return;
        return say("mv $F/people/" + name + " $F/people/" + other, [&] { model.people[key].name = other; });
      case Op::hide:
        if (!seen) return;
        return say("rm -r $F/people/" + name, [&] { model.people[key].hidden = true; });
      default:
        if (before.empty()) return;
        RC_ASSERT(facefs("undo").code == 0);
        model = before.back();
        before.pop_back();
    }
  }

  void take_out(const std::string& photo, const std::string& from, const std::string& owner) {
    if (!owner.empty())
      model.refuse(photo, owner);
    else if (from == "ignored")
      model.photos[photo].ignored = false;
    else
      ignore(photo);
  }
  void ignore(const std::string& photo) {
    model.photos[photo].ignored = true;
    model.photos[photo].is.clear();
  }

  void compare() {
    settle();
    const Tree now = tree();
    const auto shows = [&](const std::string& folder, const std::string& photo) {
      const auto found = now.find(folder);
      return found != now.end() && std::find(found->second.begin(), found->second.end(), photo) != found->second.end();
    };
    const auto people = list("people");
    RC_ASSERT(std::set<std::string>(people.begin(), people.end()) == model.seen());
    for (const auto& [photo, said] : model.photos) {
      RC_ASSERT(shows("ignored", photo) == said.ignored);
      for (const auto& [key, person] : model.people) {
        const bool shown = shows("people/" + person.name, photo);
        if (person.hidden || said.ignored || said.refused.contains(key)) RC_ASSERT(!shown);
        if (!person.hidden && !said.is.empty()) RC_ASSERT(shown == (said.is == key));
        if (said.refused.contains(key) || !said.is.empty()) RC_ASSERT(!shows("maybe/" + person.name, photo));
      }
    }
  }

  void start_again() {
    clear_stale_mount(faces);
    start();
    settle();
  }

  Model model;
  std::vector<Model> before;  ///< before each act, for undo
  int made = 0;
};

rc::Gen<Op> any_op() {
  return rc::gen::build<Op>(rc::gen::set(&Op::what, rc::gen::inRange(0, static_cast<int>(Op::kWhats))),
                            rc::gen::set(&Op::photo, rc::gen::inRange(0, 5)),
                            rc::gen::set(&Op::person, rc::gen::inRange(0, 3)));
}

TEST_F(RandomVerbs, LeaveTheTreeAsTheRulesSayAlsoAfterAKillAndALostGallery) {
  const char* wanted = std::getenv("FACEFS_SEQUENCES");
  ::setenv("RC_PARAMS", ("max_success=" + std::string(wanted ? wanted : "12")).c_str(), 1);
  int sequence = 0;
  const bool held = rc::check([&] {
    const auto ops = *rc::gen::resize(14, rc::gen::container<std::vector<Op>>(any_op()));
    begin();
    for (const Op& op : ops) act(op);
    compare();
    const Tree living = tree();
    kill_daemon(SIGKILL);
    start_again();
    RC_ASSERT(tree() == living);
    if (++sequence % 4 != 0) return;
    RC_ASSERT(stop() == 0);
    fs::remove_all(data / "gallery");
    start_again();
    RC_ASSERT(tree() == living);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace facefs::test
