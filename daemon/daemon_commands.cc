// SPDX-License-Identifier: Apache-2.0
// What the control socket can ask of the daemon.
#include <boost/asio/steady_timer.hpp>
#include <cstring>
#include <set>

#include "daemon/daemon.h"
#include "daemon/watched_path.h"
#include "index/display_name.h"
#include "index/durable_file.h"
#include "index/explain.h"
#include "index/exported.h"
#include "index/log_sentences.h"
#include "index/near_word.h"
#include "index/person_name.h"
#include "index/record_codec.h"
#include "index/said.h"
#include "index/text.h"

namespace facefs {
namespace {

using Json = Control::Json;

std::string text_in(const Json& request, const char* key) {
  return bytes_of_json_string(request.at(key).get<std::string>());
}

Json failure(const std::string& sentence) {
  return {{"ok", false}, {"error", json_string(sentence)}};
}

Json success(Json result) {
  return {{"ok", true}, {"result", std::move(result)}};
}

const Actor kCommandLine{"facefs", 0};

std::string sentence_of(int error) {
  switch (error) {
    case EEXIST:
      return "somebody else has that name by now: rename that one first";
    case EINVAL:
      return "they are one person already";
    default:
      return std::strerror(error);
  }
}

/// What lies in the mount is not looked at from here: the mount would wait for us.
std::string why_not_behind(const std::string& path, const std::string& mount) {
  if (is_below(path, mount + "/enroll"))
    return "is a reference photo, and the same photo is in no watched folder: .report.txt beside it says what it "
           "teaches";
  return "shows no photo of a watched folder";
}

/// Why nothing is known of a path.
std::string why_unknown(const std::string& path, const std::string& mount) {
  if (path == mount || is_below(path, mount)) return why_not_behind(path, mount);
  if (!path_exists(path)) return "is not there";
  if (is_folder(path)) return "is a folder: name a photo in it";
  const FileKind kind = kind_at(path);
  if (!is_read(kind) && kind != FileKind::unknown)
    return "is " + std::string(name_of(kind)) + ": facefs reads JPEG, PNG and WebP";
  if (!is_read(kind) && !has_photo_extension(path)) return "is no picture: facefs reads JPEG, PNG and WebP";
  return "is in no watched folder, or has not been read yet (see facefs wait)";
}

/// Names that are close to it are those of people who are known, hidden ones among them.
std::runtime_error nobody_called(const Snapshot& snapshot, const std::string& name) {
  std::vector<std::string> names;
  for (const Person& person : snapshot.people()) names.push_back(person.record.name);
  return std::runtime_error("there is nobody called '" + escaped(name) + "'" + did_you_mean(name, names));
}

}  // namespace

void Daemon::on_request(const Json& request, Control::Answer answer) {
  try {
    on_command(request, std::move(answer));
  } catch (const std::exception& fault) {
    if (is_damage(fault)) report_damage(fault.what());
    throw;
  }
}

void Daemon::on_command(const Json& request, Control::Answer answer) {
  const std::string command = request.at("command").get<std::string>();
  if (command == "status") {
    answer(success(board_.status()));
  } else if (command == "people") {
    answer(success(people_json()));
  } else if (command == "requests") {
    when_fuse_has_passed(session_->progress(), [this, answer] { answer(success(mounted_.counts.by_name())); });
  } else if (command == "explain") {
    answer(explain_json(text_in(request, "photo")));
  } else if (command == "wait") {
    on_wait(std::move(answer));
  } else if (command == "rescan") {
    watcher_->rescan();
    answer(success(nullptr));
  } else if (command == "accept") {
    const std::string folder = text_in(request, "folder");
    const bool accepted = watcher_->accept(folder, ledger_.begin(Ledger::Kind::other));
    answer(accepted ? success(nullptr)
                    : failure("nothing of " + escaped(folder) + " is kept back: see facefs status for what is"));
  } else if (command == "forget") {
    on_forget(request, std::move(answer));
  } else if (command == "log") {
    answer(success(log_json()));
  } else if (command == "undo") {
    on_undo(request.at("count").get<std::size_t>(), std::move(answer));
  } else if (command == "forgetting") {
    answer(success(forgetting_json(text_in(request, "name"))));
  } else if (command == "export") {
    const auto said = std::make_shared<Json>();
    change([said](Update&, DecisionLog& log) { *said = exported(lines_that_count(log)); },
           [said] { return std::move(*said); }, std::move(answer));
  } else if (command == "import") {
    on_import(text_in(request, "folder"), std::move(answer));
  } else if (command == "show" || command == "merge") {
    on_people_command(request, std::move(answer));
  } else {
    answer(failure("this daemon knows no command '" + escaped(command) +
                   "': are facefs and facefsd of the same version?"));
  }
}

/// An act of the writer's; its errno as a sentence.
/// Answers with the sentences of what is undone, or with who is in the way.
void Daemon::on_undo(std::size_t count, Control::Answer answer) {
  const auto undone = std::make_shared<Json>(Json::array());
  const auto why = std::make_shared<std::string>();
  change(
      [count, undone, why](Update& update, DecisionLog& log) {
        std::set<std::uint64_t> before;
        for (const LogSentence& group : sentences_of(log))
          if (group.undone) before.insert(group.group);
        try {
          undo(update, log, kCommandLine, count);
        } catch (const Refusal& refusal) {
          *why = refusal.sentence;
          throw;
        }
        for (const LogSentence& group : sentences_of(log))
          if (group.undone && !before.contains(group.group))
            undone->push_back(json_string(group.program + ": " + group.sentence));
      },
      [undone] { return *undone; },
      [why, answer = std::move(answer)](Json result) {
        if (!result.at("ok").get<bool>() && !why->empty()) result = failure("it could not be undone: " + *why);
        answer(std::move(result));
      });
}

/// What forgetting exactly that name erases.
Json Daemon::forgetting_json(const std::string& name) const {
  const Snapshot snapshot(gallery_);
  const auto person = snapshot.person_named(name);
  if (!person) return (void)person_of_the_log(name), Json{{"references", 0}, {"decisions", 0}, {"photos", 0}};
  const std::string known = snapshot.listed_person(*person).name;
  if (known != nfc_of(name).value_or(name))
    throw std::runtime_error("there is nobody called '" + escaped(name) + "': is '" + escaped(known) + "' meant?");
  std::uint64_t decisions = 0;
  snapshot.each_decision([&](const ImageKey&, std::uint64_t, const DecisionRecord& record) {
    decisions += record.person == *person ? 1 : 0;
  });
  return {{"references", snapshot.references_of(*person).size()},
          {"decisions", decisions},
          {"photos", snapshot.state_of({FolderKey::Kind::people, *person}).entries}};
}

void Daemon::change(std::function<void(Update&, DecisionLog&)> act, std::function<Json()> result,
                    Control::Answer answer) {
  writer_.perform(
      std::move(act),
      [answer = std::move(answer), result = std::move(result)](int error) {
        if (error != 0) return answer(failure("it could not be done: " + sentence_of(error)));
        try {
          answer(success(result()));
        } catch (const std::exception& fault) {
          answer(failure(std::string("it was not finished: ") + fault.what()));
        }
      },
      ledger_.begin(Ledger::Kind::other));
}

void Daemon::on_forget(const Json& request, Control::Answer answer) {
  Forget forgetting;
  if (request.contains("photo")) {
    forgetting.faces = {face_of(text_in(request, "photo"), request.at("face").get<std::size_t>())};
  } else {
    const auto person = Snapshot(gallery_).person_named(text_in(request, "name"));
    forgetting.person = person ? *person : person_of_the_log(text_in(request, "name"));
    forgetting.all_faces = request.value("faces", false);
  }
  forgetting.program = "facefs";
  forgetting.answer = [answer = std::move(answer)](int error) {
    answer(error == 0 ? success(nullptr) : failure("it could not be done: " + sentence_of(error)));
  };
  forgetting.token = ledger_.begin(Ledger::Kind::other);
  writer_.forget(std::move(forgetting));
}

/// Somebody who had that name and is not there any more, because coming to be was taken back.
PersonId Daemon::person_of_the_log(const std::string& name) const {
  PersonId person = kNobody;
  log_.each_after(0, [&](const LogEntry& line) {
    if ((line.verb == Verb::person || line.verb == Verb::rename) && folded_key_of(line.name) == folded_key_of(name) &&
        !Snapshot(gallery_).person(line.person))
      person = line.person;
    if (line.verb == Verb::forget && line.person == person) person = kNobody;  // that is under way
  });
  if (person == kNobody) throw nobody_called(Snapshot(gallery_), name);
  return person;
}

/// The face with that number, as `explain` counts them.
FaceId Daemon::face_of(const std::string& path, std::size_t number) const {
  const Snapshot snapshot(gallery_);
  const std::size_t slash = path.rfind('/');
  const auto folder = snapshot.folder_at(path.substr(0, slash));
  const auto known = folder ? snapshot.path({*folder, path.substr(slash + 1)}) : std::nullopt;
  const auto photo = known ? snapshot.photo(known->photo) : std::nullopt;
  if (!photo || !photo->image) throw std::runtime_error("'" + escaped(path) + "' is no photo that facefs knows");
  const auto faces = snapshot.faces_of(*photo->image);
  if (number < 1 || number > faces.size())
    throw std::runtime_error("'" + escaped(path) + "' has " + std::to_string(faces.size()) +
                             " faces: see facefs explain");
  return faces[number - 1].id;
}

void Daemon::on_people_command(const Json& request, Control::Answer answer) {
  const auto person_in = [&](const char* key) {
    const std::string name = text_in(request, key);
    const Snapshot snapshot(gallery_);
    const auto person = snapshot.person_named(name);
    if (!person) throw nobody_called(snapshot, name);
    return *person;
  };
  const auto nothing = [] { return Json(nullptr); };
  const PersonId person = person_in("name");
  if (request.at("command") == "show")
    return change([person](Update& update, DecisionLog& log) { show_person(update, log, kCommandLine, person); },
                  nothing, std::move(answer));
  change([person, into = person_in("into")](
             Update& update, DecisionLog& log) { merge_people(update, log, kCommandLine, person, into); },
         nothing, std::move(answer));
}

/// What `facefs import` has unpacked in our own data folder: first what was said, then the reference photos, which
/// teach like any that is copied in.
void Daemon::on_import(const std::filesystem::path& folder, Control::Answer answer) {
  if (folder.parent_path() != config_.data) throw std::runtime_error("imports come out of the data folder alone");
  const auto people = std::make_shared<std::map<PersonId, PersonId>>();
  change([people, lines = imported(json_value(read_whole_file(folder / "facefs.json")))](
             Update& update, DecisionLog& log) { *people = import_said(update, log, kCommandLine, lines); },
         [this, people, folder, work = ledger_.begin(Ledger::Kind::other)] {
           for (const auto& [theirs, ours] : *people) take_in_references(folder / "references" / text_of(theirs), ours);
           return Json(people->size());
         },
         std::move(answer));
}

void Daemon::take_in_references(const std::filesystem::path& from, PersonId person) {
  std::error_code none;
  if (const int error = files_.make_folder(person))
    throw std::runtime_error("no folder for references can be made: " + std::string(std::strerror(error)));
  for (const auto& file : std::filesystem::directory_iterator(from, none)) {
    ReferencePlace place{person, file.path().filename().string()};
    const std::string bytes = read_whole_file(file.path());
    unsigned number = 1;
    bool known = false;
    while (files_.stat_of(place) && !known) {
      known = read_whole_file(files_.path_of(place)) == bytes;
      if (!known) place.file = numbered_name(file.path().filename().string(), ++number);
    }
    if (!known) std::filesystem::rename(file.path(), files_.path_of(place));
    teaching_->touched(person, place.file);
  }
}

Json Daemon::log_json() const {
  Json lines = Json::array();
  for (const LogSentence& line : sentences_of(log_))
    lines.push_back({{"group", line.group},
                     {"time", line.time_ns / 1'000'000'000},
                     {"program", json_string(line.program)},
                     {"sentence", json_string(line.sentence)},
                     {"undone", line.undone}});
  return lines;
}

/// Everything on disk now: events that the kernel holds first, then requests to the mount that are being answered, then
/// whatever either has set going.
void Daemon::on_wait(Control::Answer answer) {
  watcher_->drain();
  watcher_->look_at_absent(ledger_.begin(Ledger::Kind::other));
  when_fuse_has_passed(session_->progress(),
                       [this, answer] { ledger_.when_past([answer] { answer(success(nullptr)); }); });
}

void Daemon::when_fuse_has_passed(std::vector<std::uint64_t> progress, std::function<void()> call) {
  if (session_->has_passed(progress)) return call();
  const auto timer = std::make_shared<boost::asio::steady_timer>(loop_, std::chrono::milliseconds(1));
  timer->async_wait([this, timer, progress = std::move(progress), call = std::move(call)](const auto& error) mutable {
    if (!error) when_fuse_has_passed(std::move(progress), std::move(call));
  });
}

Json Daemon::people_json() const {
  const Snapshot snapshot(gallery_);
  Json people = Json::array();
  for (const Person& person : snapshot.people()) {
    std::uint64_t used = 0;
    for (const Reference& reference : snapshot.references_of(person.id))
      used += reference.record.verdict == EnrolVerdict::used ? 1 : 0;
    if (!snapshot.is_shown(person.id)) continue;
    people.push_back({{"name", json_string(person.record.name)},
                      {"photos", snapshot.state_of({FolderKey::Kind::people, person.id}).entries},
                      {"maybe", snapshot.state_of({FolderKey::Kind::maybe, person.id}).entries},
                      {"references", used}});
  }
  return people;
}

Json Daemon::explain_json(const std::string& path) const {
  const Snapshot snapshot(gallery_);
  const std::size_t slash = path.rfind('/');
  const auto folder = snapshot.folder_at(path.substr(0, slash));
  const auto known = folder ? snapshot.path({*folder, path.substr(slash + 1)}) : std::nullopt;
  if (!known) return failure("'" + escaped(path) + "' " + why_unknown(path, config_.mount.string()));
  const auto photo = snapshot.photo(known->photo);
  if (!photo) return failure("'" + escaped(path) + "' could not be read: see .status/failures.txt");
  if (photo->failure && !photo->truncated)
    return failure("'" + escaped(path) + "' is no readable picture: " + photo->failure->sentence);
  return success(tree_.explainer().explanation_of(snapshot, known->photo));
}

}  // namespace facefs
