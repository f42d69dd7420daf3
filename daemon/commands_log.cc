// SPDX-License-Identifier: Apache-2.0
// Commands about what was said: the log, taking back, export and import.
#include <algorithm>
#include <stdexcept>

#include "daemon/command_answers.h"
#include "daemon/commands.h"
#include "fuse/enroll_files.h"
#include "index/decisions/decision_state.h"
#include "index/decisions/exported.h"
#include "index/decisions/log_sentences.h"
#include "index/storage/references.h"
#include "system/durable_file.h"
#include "system/text.h"

namespace facefs {

using Json = Control::Json;

namespace {

/// Returns the sentences of the groups that an undo or redo has changed.
Json sentences_of_groups(const DecisionLog& log, const std::vector<std::uint64_t>& changed) {
  Json sentences = Json::array();
  for (const LogSentence& group : sentences_of(log))
    if (std::find(changed.begin(), changed.end(), group.group) != changed.end())
      sentences.push_back({{"group", group.group}, {"sentence", json_string(group.program + ": " + group.sentence)}});
  return sentences;
}

/// Returns a warning if an undo has reached decisions from before the last forgetting; null if not.
Json forgetting_passed(const DecisionLog& log, const Json& changed) {
  const std::uint64_t forgetting = last_forgetting(log);
  for (const Json& one : changed)
    if (one.at("group").get<std::uint64_t>() < forgetting)
      return "somebody was forgotten since, and that cannot be undone: these are decisions from before it";
  return nullptr;
}

/// Tells whether the photo was read and its content is no picture. A file that could not be read for another reason may
/// still be one.
bool is_no_photo(const Snapshot& snapshot, const ReferencePlace& place) {
  const auto known = References(snapshot).find(place.person, place.file);
  const auto reading = known ? References(snapshot).reading(known->content) : std::nullopt;
  if (!reading || !reading->failure) return false;
  const Reason reason = reading->failure->reason;
  return reason == Reason::empty || reason == Reason::not_an_image || reason == Reason::unsupported;
}

Json not_all_photos(const std::string& fault) {
  return failure("it was not finished: names and decisions are in, reference photos not all: " + fault);
}

}  // namespace

void Commands::on_log(const Json&, const Answer& answer) {
  Json lines = Json::array();
  for (const LogSentence& line : sentences_of(parts_.log))
    lines.push_back({{"group", line.group},
                     {"time", line.time_ns / 1'000'000'000},
                     {"program", json_string(line.program)},
                     {"sentence", json_string(line.sentence)},
                     {"undone", line.undone}});
  answer(success(std::move(lines)));
}

/// Answers with the sentences of what was undone or done again, or with why that cannot be.
void Commands::take_back(Deed deed, bool tells_what_was_passed, const Answer& answer) {
  change(
      std::move(deed),
      [this, tells_what_was_passed](const Applied& applied) {
        const Json changed = sentences_of_groups(parts_.log, applied.groups);
        const Json passed = tells_what_was_passed ? forgetting_passed(parts_.log, changed) : Json(nullptr);
        return Json{{"changed", changed}, {"passed", passed}};
      },
      answer);
}

void Commands::on_undo(const Json& request, const Answer& answer) {
  take_back(Undo{request.at("count").get<std::size_t>()}, true, answer);
}

void Commands::on_redo(const Json& request, const Answer& answer) {
  take_back(Redo{request.at("count").get<std::size_t>()}, false, answer);
}

/// Keeps in `said` only the reference photos that are on the disk. Leaves out, and counts, files that are no picture
/// and files that a copier left behind.
void Commands::leave_out_what_is_no_photo(Json& said) const {
  const Snapshot snapshot(parts_.gallery);
  Json photos = Json::array();
  std::size_t left_out = 0;
  for (const Json& one : said.at("references")) {
    const PersonId person = person_in(one.at("person").get<std::string>()).value_or(kNobody);
    const auto place = parts_.files.place_stored_as(person, one.at("file").get<std::string>());
    if (!place || !parts_.files.stat_of(*place)) continue;  // removed since
    if (is_temporary_name(place->file) || is_no_photo(snapshot, *place))
      ++left_out;
    else
      photos.push_back(one);
  }
  said["left_out"] = left_out;
  said["references"] = std::move(photos);
}

void Commands::on_export(const Json&, const Answer& answer) {
  parts_.writer.read_log(
      [this, answer](const DecisionLog& log) {
        answer_or_say_why(answer, [&] {
          Json said = exported(lines_that_count(log));
          leave_out_what_is_no_photo(said);
          return said;
        });
      },
      [answer](int error) { answer(failure(ActAnswer{error})); }, parts_.ledger.begin(Ledger::Kind::other));
}

/// Takes in what `facefs import` has unpacked in our own data folder: first names and decisions, then the reference
/// photos. These teach like any photo that is copied in.
void Commands::on_import(const Json& request, const Answer& answer) {
  const std::filesystem::path folder = text_in(request, "folder");
  if (folder.parent_path() != parts_.config.data) throw std::runtime_error("imports come out of the data folder alone");
  const Json json = exported_in(read_whole_file(folder / "facefs.json"));
  parts_.writer.perform(
      {{kCommandLineProgram, 0}, ImportLines{imported(json)}},
      [this, json, folder, answer](const ActAnswer& said) {
        if (said.error != 0) return answer(failure(said));
        try {
          std::vector<ReferenceImport::Person> people;
          for (const auto& [theirs, ours] : said.applied.people)
            people.push_back({ours, folder / "references" / text_of(theirs), references_in_order(json, theirs)});
          take_in_references(std::move(people), answer);
        } catch (const std::exception& fault) {
          answer(not_all_photos(fault.what()));
        }
      },
      parts_.ledger.begin(Ledger::Kind::other));
}

/// Takes in the reference photos. Names and decisions are in already, and may be imported once more.
void Commands::take_in_references(std::vector<ReferenceImport::Person> people, const Answer& answer) {
  const std::size_t count = people.size();
  ReferenceImportLinks links;
  links.perform = [this](Act act, const std::function<void(const ActAnswer&)>& then) {
    parts_.writer.perform(std::move(act), then, parts_.ledger.begin(Ledger::Kind::other));
  };
  links.touched = [this](const ReferencePlace& place) { parts_.enrolment.touched(place.person, place.file); };
  links.done = [answer, count](const std::string& fault) {
    if (fault.empty()) return answer(success(count));
    answer(not_all_photos(fault));
  };
  std::make_shared<ReferenceImport>(parts_.files, std::move(links), std::move(people))->run();
}

}  // namespace facefs
