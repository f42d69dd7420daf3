// SPDX-License-Identifier: Apache-2.0
// What the control socket can ask of the daemon.
#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <cstring>

#include "daemon/daemon.h"
#include "index/answers/explain.h"
#include "index/decisions/decision_state.h"
#include "index/decisions/exported.h"
#include "index/decisions/log_sentences.h"
#include "index/storage/damage.h"
#include "index/storage/decisions.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"
#include "index/values/display_name.h"
#include "index/values/near_word.h"
#include "index/values/person_name.h"
#include "index/values/record_codec.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"
#include "system/photo_file.h"
#include "system/text.h"
#include "system/watched_path.h"

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

/// Why nothing is ever known of a path; empty where something may be.
std::string why_unknown(const std::string& path, const std::string& mount) {
  if (path == mount || is_below(path, mount)) return why_not_behind(path, mount);
  if (!path_exists(path)) return "is not there";
  if (std::filesystem::is_symlink(path)) return "is a link: ask for the photo that it leads to";
  if (is_folder(path, {})) return "is a folder: name a photo in it";
  if (stamp_at(path) == std::variant<FileStamp, int>(EINVAL)) return "is no regular file";
  const FileKind kind = kind_at(path);
  if (!is_read(kind) && kind != FileKind::unknown)
    return "is " + std::string(name_of(kind)) + ": facefs reads JPEG, PNG and WebP";
  if (!is_read(kind) && !has_photo_extension(path)) return "is no picture: facefs reads JPEG, PNG and WebP";
  return "";
}

/// Names that are close to it are those of people who are known, hidden ones among them.
std::runtime_error nobody_called(const Snapshot& snapshot, const std::string& name) {
  std::vector<std::string> names;
  for (const Person& person : People(snapshot).all()) names.push_back(person.record.name);
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
    on_wait(answer);
  } else if (command == "rescan") {
    watcher_->try_again();
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
  } else if (command == "undo" || command == "redo") {
    on_undo(request, std::move(answer));
  } else if (command == "forgetting") {
    answer(success(forgetting_json(text_in(request, "name"))));
  } else if (command == "export") {
    on_export(std::move(answer));
  } else if (command == "import") {
    on_import(text_in(request, "folder"), std::move(answer));
  } else if (command == "show" || command == "merge") {
    on_people_command(request, std::move(answer));
  } else {
    answer(failure("this daemon knows no command '" + escaped(command) +
                   "': are facefs and facefsd of the same version?"));
  }
}

namespace {

/// Of groups that are undone now and were not, or the other way round.
Json sentences_of_groups(const DecisionLog& log, const std::vector<std::uint64_t>& changed) {
  Json sentences = Json::array();
  for (const LogSentence& group : sentences_of(log))
    if (std::find(changed.begin(), changed.end(), group.group) != changed.end())
      sentences.push_back({{"group", group.group}, {"sentence", json_string(group.program + ": " + group.sentence)}});
  return sentences;
}

/// An undo that goes on to what was said before somebody was forgotten.
Json forgetting_passed(const DecisionLog& log, const Json& changed) {
  const std::uint64_t forgetting = last_forgetting(log);
  for (const Json& one : changed)
    if (one.at("group").get<std::uint64_t>() < forgetting)
      return "somebody was forgotten since, which nothing takes back: this is what was done before";
  return nullptr;
}

}  // namespace

/// Answers with the sentences of what is undone, or done again, or with who is in the way.
void Daemon::on_undo(const Json& request, Control::Answer answer) {
  const bool is_redo = request.at("command") == "redo";
  const auto count = request.at("count").get<std::size_t>();
  change(
      is_redo ? Deed(Redo{count}) : Deed(Undo{count}),
      [this, is_redo](const Applied& applied) {
        const Json changed = sentences_of_groups(log_, applied.groups);
        return Json{{"changed", changed}, {"passed", is_redo ? Json(nullptr) : forgetting_passed(log_, changed)}};
      },
      std::move(answer));
}

/// What forgetting exactly that name erases.
Json Daemon::forgetting_json(const std::string& name) const {
  const Snapshot snapshot(gallery_);
  const auto person = People(snapshot).named(name);
  if (!person) return (void)person_of_the_log(name), Json{{"references", 0}, {"decisions", 0}, {"photos", 0}};
  const std::string known = People(snapshot).get(*person).name;
  if (known != nfc_of(name).value_or(name))
    throw std::runtime_error("there is nobody called '" + escaped(name) + "': is '" + escaped(known) + "' meant?");
  const std::vector<PersonId> one = People(snapshot).all_who_are(*person);
  std::uint64_t decisions = 0, references = 0;
  Decisions(snapshot).each([&](const ImageKey&, std::uint64_t, const DecisionRecord& record) {
    decisions += std::count(one.begin(), one.end(), record.person) > 0 ? 1 : 0;
  });
  Json merged = Json::array();
  for (const PersonId each : one) {
    references += References(snapshot).of(each).size();
    if (each != *person) merged.push_back(json_string(People(snapshot).get(each).name));
  }
  return {{"references", references},
          {"decisions", decisions},
          {"merged", merged},
          {"photos", Folders(snapshot).state_of({FolderKey::Kind::people, *person}).entries}};
}

void Daemon::change(Deed deed, std::function<Json(const Applied&)> result, Control::Answer answer) {
  writer_.perform(
      {kCommandLine, std::move(deed)},
      [answer = std::move(answer), result = std::move(result)](const ActAnswer& act) {
        if (act.error != 0)
          return answer(
              failure("it could not be done: " + (act.sentence.empty() ? sentence_of(act.error) : act.sentence)));
        try {
          answer(success(result(act.applied)));
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
    const auto person = People(Snapshot(gallery_)).named(text_in(request, "name"));
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
        !People(Snapshot(gallery_)).find(line.person))
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
  const auto folder = Paths(snapshot).folder_at(path.substr(0, slash));
  const auto known = folder ? Paths(snapshot).find({*folder, path.substr(slash + 1)}) : std::nullopt;
  const auto photo = known ? Photos(snapshot).find(known->photo) : std::nullopt;
  if (!photo || !photo->image) throw std::runtime_error("'" + escaped(path) + "' is no photo that facefs knows");
  const auto faces = Images(snapshot).faces_of(*photo->image);
  if (number < 1 || number > faces.size())
    throw std::runtime_error("'" + escaped(path) + "' has " + std::to_string(faces.size()) +
                             " faces: see facefs explain");
  return faces[number - 1].id;
}

void Daemon::on_people_command(const Json& request, Control::Answer answer) {
  const auto person_in = [&](const char* key) {
    const std::string name = text_in(request, key);
    const Snapshot snapshot(gallery_);
    const auto person = People(snapshot).named(name);
    if (!person) throw nobody_called(snapshot, name);
    return *person;
  };
  const auto nothing = [](const Applied&) { return Json(nullptr); };
  const PersonId person = person_in("name");
  if (request.at("command") == "show") return change(ShowPerson{person}, nothing, std::move(answer));
  change(MergePeople{person, person_in("into")}, nothing, std::move(answer));
}

namespace {

/// What was read and is no picture, by its content; what could not be read for another reason may be one.
bool is_no_photo(const Snapshot& snapshot, const ReferencePlace& place) {
  const auto known = References(snapshot).find(place.person, place.file);
  const auto reading = known ? References(snapshot).reading(known->content) : std::nullopt;
  if (!reading || !reading->failure) return false;
  const Reason reason = reading->failure->reason;
  return reason == Reason::empty || reason == Reason::not_an_image || reason == Reason::unsupported;
}

}  // namespace

/// Of the reference photos those travel that are there, but for what is no picture and what a copier left.
void Daemon::leave_out_what_is_no_photo(Json& said) const {
  const Snapshot snapshot(gallery_);
  Json photos = Json::array();
  std::size_t left_out = 0;
  for (const Json& one : said.at("references")) {
    const PersonId person = person_in(one.at("person").get<std::string>()).value_or(kNobody);
    const auto place = files_.place_stored_as(person, one.at("file").get<std::string>());
    if (!place || !files_.stat_of(*place)) continue;  // removed since
    if (is_temporary_name(place->file) || is_no_photo(snapshot, *place))
      ++left_out;
    else
      photos.push_back(one);
  }
  said["left_out"] = left_out;
  said["references"] = std::move(photos);
}

void Daemon::on_export(Control::Answer answer) {
  writer_.read_log(
      [this, answer](const DecisionLog& log) {
        Json said = exported(lines_that_count(log));
        leave_out_what_is_no_photo(said);
        answer(success(std::move(said)));
      },
      [answer](int error) { answer(failure("it could not be done: " + sentence_of(error))); },
      ledger_.begin(Ledger::Kind::other));
}

/// What `facefs import` has unpacked in our own data folder: first what was said, then the reference photos, which
/// teach like any that is copied in.
void Daemon::on_import(const std::filesystem::path& folder, Control::Answer answer) {
  if (folder.parent_path() != config_.data) throw std::runtime_error("imports come out of the data folder alone");
  const Json json = exported_in(read_whole_file(folder / "facefs.json"));
  writer_.perform(
      {kCommandLine, ImportLines{imported(json)}},
      [this, json, folder, answer](const ActAnswer& said) {
        if (said.error != 0)
          return answer(
              failure("it could not be done: " + (said.sentence.empty() ? sentence_of(said.error) : said.sentence)));
        std::vector<ReferenceImport::Person> people;
        for (const auto& [theirs, ours] : said.applied.people)
          people.push_back({ours, folder / "references" / text_of(theirs), references_in_order(json, theirs)});
        take_in_references(std::move(people), answer);
      },
      ledger_.begin(Ledger::Kind::other));
}

/// What was said stands already, and may be imported once more.
void Daemon::take_in_references(std::vector<ReferenceImport::Person> people, Control::Answer answer) {
  const std::size_t count = people.size();
  ReferenceImportLinks links;
  links.perform = [this](Act act, const std::function<void(const ActAnswer&)>& then) {
    writer_.perform(std::move(act), then, ledger_.begin(Ledger::Kind::other));
  };
  links.touched = [this](const ReferencePlace& place) { teaching_->touched(place.person, place.file); };
  links.done = [answer, count](const std::string& fault) {
    if (fault.empty()) return answer(success(count));
    answer(failure("it was not finished: names and decisions are in, reference photos not all: " + fault));
  };
  std::make_shared<ReferenceImport>(files_, std::move(links), std::move(people))->run();
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
void Daemon::on_wait(const Control::Answer& answer) {
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
  for (const Person& person : People(snapshot).all()) {
    std::uint64_t used = 0;
    for (const Reference& reference : References(snapshot).of(person.id))
      used += reference.record.verdict == EnrolVerdict::used ? 1 : 0;
    if (!People(snapshot).is_shown(person.id)) continue;
    people.push_back({{"name", json_string(person.record.name)},
                      {"photos", Folders(snapshot).state_of({FolderKey::Kind::people, person.id}).entries},
                      {"maybe", Folders(snapshot).state_of({FolderKey::Kind::maybe, person.id}).entries},
                      {"references", used}});
  }
  return people;
}

std::string Daemon::why_unread(const std::string& path) const {
  if (std::string why = why_unknown(path, config_.mount.string()); !why.empty()) return why;
  if (auto why = watcher_->why_left_out(path)) return std::move(*why);
  const auto& roots = gallery_.roots();
  if (std::none_of(roots.begin(), roots.end(), [&](const std::string& root) { return is_below(path, root); }))
    return "is in no watched folder: facefs roots lists them";
  return "has not been read yet: see facefs wait";
}

Json Daemon::explain_json(const std::string& path) const {
  const Snapshot snapshot(gallery_);
  const std::size_t slash = path.rfind('/');
  const auto folder = Paths(snapshot).folder_at(path.substr(0, slash));
  const auto known = folder ? Paths(snapshot).find({*folder, path.substr(slash + 1)}) : std::nullopt;
  if (!known) return failure("'" + escaped(path) + "' " + why_unread(path));
  const auto photo = Photos(snapshot).find(known->photo);
  if (!photo) return failure("'" + escaped(path) + "' could not be read: see .status/failures.txt");
  if (photo->failure && !photo->truncated)
    return failure("'" + escaped(path) + "' is no readable picture: " + photo->failure->sentence);
  return success(tree_.explainer().explanation_of(snapshot, known->photo));
}

}  // namespace facefs
