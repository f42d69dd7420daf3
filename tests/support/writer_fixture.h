// SPDX-License-Identifier: Apache-2.0
// Drives the writer's steps by hand, over a real log and a real gallery.
#pragma once

#include <gmock/gmock.h>

#include <set>

#include "daemon/read_with.h"
#include "daemon/writer.h"
#include "index/storage/people_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {

class Writing : public GalleryFixture {
 protected:
  std::unique_ptr<DecisionLog> log = std::make_unique<DecisionLog>(folder / "decisions.log");
  Ledger ledger;
  std::vector<TreeChange> told;
  std::set<std::string> vanished;  // files that were removed or changed after they were read
  bool found_again = false;
  bool looks_for_long = false;  // whether the search for what was lost goes on until `looking` is let go
  Token looking;
  std::chrono::milliseconds retry_after = std::chrono::seconds(20);
  std::string problem, lack;  // what the user is told; what the disk is said to lack
  std::vector<std::string> mended;
  int pictures_erased = 0;
  std::string networks = "test";  // with which photos are read
  std::unique_ptr<Writer> writer = make();

  std::unique_ptr<Writer> make() {
    auto made = std::make_unique<Writer>(
        gallery, *log, MatchSettings{},
        WriterLinks{
            .on_changes = [this](std::vector<TreeChange> changes,
                                 Token) { told.insert(told.end(), changes.begin(), changes.end()); },
            .references_of =
                [this](PersonId person) { return folder / ("references-" + std::to_string(number_of(person))); },
            .erase_pictures = [this] { ++pictures_erased; },
            .is_current = [this](const std::string& path, const FileStamp&) { return !vanished.contains(path); },
            .on_problem = [this](const std::string& sentence) { problem = sentence; },
            .run_aside = [](const std::function<void()>& work) { work(); },
            .find_again =
                [this](const Token& work) {
                  found_again = true;
                  if (looks_for_long) looking = work;
                },
            .begin_work = [this] { return ledger.begin(Ledger::Kind::other); },
            .retry_after = retry_after,
            .on_mended = [this](const std::string& sentence) { mended.push_back(sentence); },
            .lack_of_room = [this] { return lack; },
            .apply = [this](Update& update, DecisionLog& l, const Act& act) { return applied(update, l, act); },
            .remember_networks =
                [this] {
                  remember(gallery, {networks, "", ""});
                }});
    made->catch_up();
    return made;
  }

  /// Flips a bit of that photo's name on the disk, in each record that holds the name.
  void damage_record_holding(const std::string& name) const {
    const std::filesystem::path file = (folder / "gallery") / "data.mdb";
    std::string bytes = bytes_of(file);
    std::string text = {0, 0, 0, static_cast<char>(name.size())};  // as a record holds a text
    text += name;
    for (std::size_t at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) bytes[at + 4] ^= 1;
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  Token token() { return ledger.begin(Ledger::Kind::photo); }

  /// Tells whether everything is done after at most `steps` steps. That is when `facefs wait` returns.
  bool is_done_after(int steps) {
    const auto past = std::make_shared<bool>(false);  // shared, because the ledger may set it long after this returns
    ledger.when_past([past] { *past = true; });
    for (int i = 0; i < steps && !*past; ++i) writer->step(std::chrono::milliseconds(0));
    return *past;
  }
  void settle() { ASSERT_TRUE(is_done_after(1000)); }

  void photo(const std::string& path, const std::string& name, std::vector<Face> faces) {
    writer->post(PhotoRead{
        path, stamp(), content_named(name), NewFaces{image_named(name), false, "test", std::move(faces)}, token(), {}});
  }

  using InTheTransaction = std::function<void(Update&, DecisionLog&)>;

  /// Posts an act that does what no user's does: it fails where it is told to, or waits.
  void do_this(InTheTransaction what, const std::function<void(int)>& answer) {
    scripted_.push_back(std::move(what));
    const RevokeRejection deed{{}, "scripted " + std::to_string(scripted_.size() - 1)};
    writer->post(ActAsked{{{"test", 0}, deed}, [answer](const ActAnswer& given) { answer(given.error); }, token()});
  }

  /// Posts a user's act, which must succeed.
  void act(const Actor& actor, Deed deed) {
    writer->post(
        ActAsked{{actor, std::move(deed)}, [](const ActAnswer& answer) { EXPECT_EQ(answer.error, 0); }, token()});
  }

  PersonId person(const std::string& name) {
    PersonId made{};
    do_this(
        [&, name](Update& update, DecisionLog& l) {
          made = l.new_person();
          LogEntry entry;
          entry.person = made;
          entry.name = name;
          l.append(entry);
          PeopleTables(update).add(made, {name, true, 1});
        },
        [](int error) { EXPECT_EQ(error, 0); });
    writer->step(std::chrono::milliseconds(0));
    return made;
  }

  void teach(PersonId id, const std::string& file, std::vector<Face> faces) {
    const auto path = folder / ("references-" + std::to_string(number_of(id))) / file;
    writer->post(ReferenceRead{id, file, stamp(), content_named(file), ReferenceReading{"test", {}, std::move(faces)},
                               token(), path.string()});
  }

 private:
  std::vector<InTheTransaction> scripted_;

  Applied applied(Update& update, DecisionLog& l, const Act& act) {
    const auto* deed = std::get_if<RevokeRejection>(&act.deed);
    if (!deed || !deed->name.starts_with("scripted ")) return apply(update, l, act);
    scripted_.at(std::stoul(deed->name.substr(9)))(update, l);
    return {};
  }
};

}  // namespace facefs::test
