// SPDX-License-Identifier: Apache-2.0
// facefs: asks the running daemon, or does a whole job without one (sort, evaluate). Exit 0 done, 1 failed (a sentence
// on stderr), 2 wrong usage.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <thread>

#include "daemon/cli.h"
#include "daemon/client.h"
#include "daemon/config.h"
#include "index/values/near_word.h"
#include "system/text.h"

namespace {

namespace cli = facefs::cli;

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

/// The words of all commands; each command's callback reads its own.
struct Words {
  std::filesystem::path data;
  bool json = false;
  bool look_alike = false;
  bool faces = false;
  bool yes = false;
  std::vector<std::string> face;  // the photo, and the face's number
  unsigned timeout = 3600;
  std::string name;
  std::string into;
  std::string query;
  std::filesystem::path file;
  std::size_t groups = 1;
  std::string photo;
  std::vector<std::string> photos;
  std::string rule = "bands";
  std::string detector = "yunet";
  std::string embedder;
  std::string engine;
  std::string compare_with;
  facefs::SortOrder order;
  facefs::EvaluationOrder evaluation;

  cli::Form form() const { return json ? cli::Form::json : cli::Form::text; }
  std::filesystem::path data_folder() const {
    return std::filesystem::weakly_canonical(data.empty() ? facefs::usual_data_folder() : data);
  }
};

CLI::App* command(CLI::App& app, const char* name, const char* what, std::function<void()> act) {
  CLI::App* added = app.add_subcommand(name, what);
  added->callback(std::move(act));
  return added;
}

/// Asks on a terminal whether to do it. Throws ClientError unless the answer is yes. Without a terminal --yes must say
/// it, or CLI::ValidationError is thrown.
void confirm(const std::string& what, bool yes) {
  if (yes) return;
  if (::isatty(STDIN_FILENO) == 0)
    throw CLI::ValidationError(what + ": without a terminal to ask on, this needs --yes");
  std::cout << what << "? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "Y" && answer != "yes") throw facefs::ClientError("nothing was done");
}

void add_yes(CLI::App* app, Words& words) {
  app->add_flag("--yes", words.yes, "Do not ask");
}

void confirm_many(const std::string& what, const Words& words) {
  if (words.groups > 1) confirm(what + std::to_string(words.groups) + " groups of decisions", words.yes);
}

/// Adds the option N: how many groups an undo or redo changes.
void add_groups(CLI::App* app, Words& words) {
  const auto fault_of = [](const std::string& text) {
    const bool is_number = !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == text.npos;
    return is_number && text != "0" ? "" : "'" + text + "' is not a number of groups: 1, 2, ...";
  };
  app->add_option("N", words.groups, "How many groups (1)")->check(CLI::Validator(fault_of, "", ""));
  add_yes(app, words);
}

void add_json(CLI::App* app, Words& words) {
  app->add_flag("--json", words.json, "Print JSON");
}

/// Adds the commands that change nothing that the user has said.
void add_questions(CLI::App& app, Words& words) {
  CLI::App* wait = command(app, "wait", "Wait until every photo on disk now is indexed and visible",
                           [&] { cli::wait(words.data_folder(), std::chrono::seconds(words.timeout)); });
  wait->add_option("--timeout", words.timeout, "Give up after that many seconds")->type_name("S");
  add_json(command(app, "status", "Show how far it is, and what is wrong",
                   [&] { cli::status(words.data_folder(), words.form()); }),
           words);
  add_json(command(app, "people", "List the people who are enrolled",
                   [&] { cli::people(words.data_folder(), words.form()); }),
           words);
  add_json(command(app, "requests", "Count the requests that the kernel sent to the mount, by kind",
                   [&] { cli::requests(words.data_folder(), words.form()); }),
           words);
  CLI::App* explain = command(app, "explain", "Say who is in a photo, and why",
                              [&] { cli::explain(words.data_folder(), words.photo, words.form(), words.look_alike); });
  explain->add_option("PHOTO", words.photo, "In a watched folder or in the mount")->required();
  explain->add_flag("--look-alike", words.look_alike, "Say which person each face is most like, also a stranger's");
  add_json(explain, words);
  command(app, "rescan", "Look through every watched folder again", [&] { cli::rescan(words.data_folder()); });
}

void add_decisions(CLI::App& app, Words& words) {
  CLI::App* enroll = command(app, "enroll", "Copy photos, or a folder's photos, into enroll/NAME and show the verdicts",
                             [&] { cli::enroll(words.data_folder(), words.name, words.photos, words.form()); });
  enroll->add_option("NAME", words.name)->required();
  enroll->add_option("PHOTO", words.photos)->required();
  add_json(enroll, words);
  add_json(
      command(app, "log", "Show what you decided, in sentences", [&] { cli::log(words.data_folder(), words.form()); }),
      words);
  add_groups(command(app, "undo", "Take back the last decisions, a group at a time",
                     [&] {
                       confirm_many("Take back the last ", words);
                       cli::undo(words.data_folder(), words.groups);
                     }),
             words);
  add_groups(command(app, "redo", "Do again what was undone last, if nothing else was decided since",
                     [&] {
                       confirm_many("Do again the last ", words);
                       cli::redo(words.data_folder(), words.groups);
                     }),
             words);
  CLI::App* show = command(app, "show", "Show a person again after the folder was removed",
                           [&] { cli::show(words.data_folder(), words.name); });
  show->add_option("NAME", words.name)->required();
  CLI::App* merge = command(app, "merge", "Make two people one; undo parts them again",
                            [&] { cli::merge(words.data_folder(), words.name, words.into); });
  merge->add_option("NAME", words.name, "The name that is merged")->required();
  merge->add_option("INTO", words.into, "The person whom it becomes part of")->required();
  CLI::App* pin = command(app, "pin", "Keep a query in together/ under a name",
                          [&] { cli::pin(words.data_folder(), words.query, words.name); });
  pin->add_option("QUERY", words.query, "Joey+Rachel, Joey-Ross, Joey,Ross, =Joey")->required();
  pin->add_option("NAME", words.name)->required();
}

void add_commands(CLI::App& app, Words& words) {
  add_questions(app, words);
  add_decisions(app, words);
  CLI::App* out = command(app, "export", "Write all names, reference photos and decisions into one tar file",
                          [&] { cli::export_all(words.data_folder(), words.file); });
  out->add_option("FILE", words.file)->required();
  CLI::App* in = command(app, "import", "Add what was exported, here or elsewhere",
                         [&] { cli::import_all(words.data_folder(), words.file); });
  in->add_option("FILE", words.file)->required();
  CLI::App* roots = command(app, "roots", "List the watched folders, and whether each is there", [&] {
    if (words.file.empty()) cli::roots(words.data_folder());
  });
  CLI::App* accept = roots->add_subcommand("accept", "Say that photos kept for a disk that is away are gone for good");
  accept->add_option("FOLDER", words.file, "A watched folder, or one in it")->required();
  accept->callback([&] { cli::accept_absence(words.data_folder(), words.file); });
  CLI::App* forget = app.add_subcommand("forget", "Erase a person, or faces, from every file of the data folder");
  CLI::Option* name = forget->add_option("NAME", words.name, "Name, references and what was learned from them");
  forget->add_flag("--faces", words.faces, "Also this person's faces in your photos, which are never looked at again")
      ->needs(name);
  CLI::Option* one = forget->add_option("--face", words.face, "Only face number N of PHOTO, as explain counts them")
                         ->type_name("PHOTO N")
                         ->expected(2)
                         ->excludes(name);
  add_yes(forget, words);
  forget->callback([&words, name, one] {
    if (one->count() > 0) {
      confirm("Erase face " + words.face.at(1) + " of " + words.face.at(0) + " for good", words.yes);
      cli::forget_face(words.data_folder(), words.face.at(0), words.face.at(1));
    } else if (name->count() > 0) {
      confirm(cli::what_forgetting_erases(words.data_folder(), words.name, words.faces), words.yes);
      cli::forget(words.data_folder(), words.name, words.faces);
    } else {
      throw CLI::RequiredError("NAME or --face");
    }
  });
}

/// Returns what the options ask for. Throws CLI::ValidationError where two do not go together.
facefs::Recognition recognition(const Words& words, const std::string& engine, facefs::RuleKind rule) {
  facefs::RecognitionAsked asked;
  asked.networks = {*facefs::detector_named(words.detector), facefs::embedder_named(words.embedder),
                    facefs::engine_named(engine)};
  asked.rule = rule;
  try {
    return facefs::recognition_for(asked);
  } catch (const std::invalid_argument& contradiction) {
    throw CLI::ValidationError(contradiction.what());
  }
}

void add_embedder(CLI::App* added, Words& words) {
  added->add_option("--embedder", words.embedder, "sface (default), or dlib (always with hog and with vote)")
      ->check(CLI::IsMember({"sface", "dlib"}));
}

void sort(Words& words) {
  const facefs::Recognition asked = recognition(words, words.engine, *facefs::rule_named(words.rule));
  words.order.networks = asked.networks;
  words.order.match = asked.match;
  words.order.workers = std::max(1U, std::thread::hardware_concurrency());
  cli::sort(words.order, words.form());
}

void evaluate(Words& words) {
  words.evaluation.networks = recognition(words, words.engine, facefs::RuleKind::bands).networks;
  words.embedder = facefs::name_of(words.evaluation.networks.embedder);  // an engine alone may bring another one
  if (!words.compare_with.empty()) recognition(words, words.compare_with, facefs::RuleKind::bands);
  words.evaluation.compare_with = facefs::engine_named(words.compare_with);
  if (words.evaluation.references.empty()) words.evaluation.references = {1, 2, 3, 5};
  words.evaluation.labelled.workers = std::max(1U, std::thread::hardware_concurrency());
  cli::evaluate(words.evaluation, words.form());
}

void add_sort(CLI::App& app, Words& words) {
  CLI::App* added = command(
      app, "sort", "Do the whole job once, without a daemon: labelled copies, and a list of who is in which photo",
      [&] { sort(words); });
  added->add_option("REFERENCES", words.order.references, "A folder for each person, with a few photos")->required();
  added->add_option("PHOTOS", words.order.photos, "The photos to look through, with all folders below")->required();
  added->add_option("OUT", words.order.output, "Where the labelled copies go")->required();
  added->add_option("--rule", words.rule, "bands: precise (default); vote: every reference within 0.6 votes")
      ->check(CLI::IsMember({"bands", "vote"}));
  added->add_option("--detector", words.detector, "yunet (default) or hog")->check(CLI::IsMember({"yunet", "hog"}));
  add_embedder(added, words);
  added->add_option("--models", words.order.models, "Where the model files are")->type_name("DIR");
  add_json(added, words);
}

void add_evaluate(CLI::App& app, Words& words) {
  CLI::App* added =
      command(app, "evaluate", "Measure how well the photos of a labelled folder are recognised, without a daemon",
              [&] { evaluate(words); });
  added
      ->add_option("LABELLED", words.evaluation.labelled.folders,
                   "A folder for each person, with photos; several are one library")
      ->required();
  added->add_option("--people", words.evaluation.people, "How many are enrolled in each split (half, ten at most)");
  added->add_option("--references", words.evaluation.references, "Photos that teach each of them (1 2 3 5)");
  added->add_option("--curve", words.evaluation.curve, "Draw right names against strangers, both embedders, as an SVG")
      ->type_name("FILE");
  added->add_option("--splits", words.evaluation.splits, "How many draws (20)")->check(CLI::PositiveNumber);
  added->add_option("--detector", words.detector, "yunet (default) or hog")->check(CLI::IsMember({"yunet", "hog"}));
  add_embedder(added, words);
  added->add_option("--engine", words.engine, "What runs the embedder: f32 (the usual one), bf16, dlib")
      ->check(CLI::IsMember({"dlib", "f32", "bf16"}));
  added->add_option("--compare-with", words.compare_with, "Count the decisions that differ with that engine")
      ->check(CLI::IsMember({"dlib", "f32", "bf16"}));
  added->add_option("--models", words.evaluation.labelled.models, "Where the model files are")->type_name("DIR");
  add_json(added, words);
}

/// Returns a sentence about the word that was given instead of a command; empty if the library's own sentence will do.
/// The library names neither that word nor the nearest command.
std::string no_command(CLI::App& app, const CLI::ParseError& error) {
  if (!app.get_subcommands().empty()) return "";
  const std::vector<std::string> left = app.remaining();
  if (left.empty() && dynamic_cast<const CLI::RequiredError*>(&error))
    return "name a command: facefs --help lists them";
  const auto word = std::find_if(left.begin(), left.end(), [](const auto& text) { return !text.starts_with('-'); });
  if (word == left.end()) return "";
  std::vector<std::string> commands;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(one->get_name());
  const std::string meant = facefs::did_you_mean(*word, commands);
  return "'" + *word + "' is not a command" + (meant.empty() ? ": facefs --help lists them" : meant);
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("Photo folders, seen by who is in them.", "facefs");
  Words words;
  app.add_option("--data", words.data, "The daemon's data folder (default ~/.local/share/facefs)")->type_name("DIR");
  app.set_version_flag("--version", FACEFS_VERSION);
  app.require_subcommand(1);
  add_commands(app, words);
  add_sort(app, words);
  add_evaluate(app, words);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (const std::string sentence = no_command(app, error); error.get_exit_code() != 0 && !sentence.empty()) {
      std::cerr << "facefs: " << facefs::escaped(sentence) << "\n";
      return kWrongUsage;
    }
    return app.exit(error) == 0 ? 0 : kWrongUsage;
  } catch (const std::exception& error) {
    std::cerr << "facefs: " << facefs::escaped(error.what()) << "\n";
    return kFailed;
  }
  return 0;
}
