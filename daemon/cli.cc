// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli.h"

#include <sys/statvfs.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>

#include "daemon/archive.h"
#include "daemon/client.h"
#include "daemon/illness.h"
#include "daemon/photos_to_enroll.h"
#include "daemon/progress.h"
#include "daemon/time_text.h"
#include "index/values/person_name.h"
#include "system/link_target.h"
#include "system/path_parts.h"
#include "system/text.h"

namespace facefs::cli {
namespace {

namespace fs = std::filesystem;
using Json = Client::Json;
using namespace std::chrono_literals;

constexpr auto kPatience = 30s;

std::string shown(const Json& text) {
  return escaped(bytes_of_json_string(text.get<std::string>()));
}

/// Sends a request to the mount, so that the kernel has handed over all earlier ones. Those include the releases of
/// files that a program has just closed: no program waits for a release.
void pass_through_mount(const std::string& mount) {
  struct statvfs info {};
  ::statvfs(mount.c_str(), &info);
}

/// Returns the path of the original. A file in the mount has it as an attribute. Any other path is resolved up to its
/// folder only, because the photo itself may be a link. Throws ClientError if that folder does not exist.
std::string original_of(const std::string& photo) {
  std::array<char, 4096> path;
  const ssize_t length = ::getxattr(photo.c_str(), "user.facefs.path", path.data(), path.size());
  if (length > 0) return {path.data(), static_cast<std::size_t>(length)};
  std::error_code error;
  const fs::path absolute = fs::absolute(photo, error);
  const fs::path folder = error ? fs::path() : fs::canonical(absolute.parent_path(), error);
  if (error) throw ClientError("'" + escaped(photo) + "' does not exist");
  return (folder / absolute.filename()).string();
}

std::string distance_text(const Json& distance) {
  std::array<char, 16> text;
  std::snprintf(text.data(), text.size(), "%.2f", distance.get<double>());
  return text.data();
}

void print_face(const Json& face, std::size_t number) {
  const Json& box = face.at("box");
  std::cout << "face " << number << " at " << box[0] << "," << box[1] << ", " << box[2] << " x " << box[3]
            << " pixels: ";
  if (face.at("person").is_null())
    std::cout << "nobody who is enrolled";
  else
    std::cout << shown(face.at("person")) << " (" << face.at("verdict").get<std::string>() << ", distance "
              << distance_text(face.at("distance")) << ")";
  if (const Json& next = face.at("runner_up"); !next.is_null() && !next.at("person").is_null())
    std::cout << "; next is " << shown(next.at("person")) << " at " << distance_text(next.at("distance"));
  std::cout << "; rule " << face.at("rule").get<std::string>();
  if (const Json& scale = face.at("scale"); !scale.is_null()) std::cout << ", scale " << distance_text(scale);
  std::cout << "\n";
}

}  // namespace

void wait(const fs::path& data, std::chrono::seconds patience) {
  Client client(data), watching(data);
  const auto ask_status = [&] {
    return watching.ask({{"command", "status"}}, std::min<std::chrono::seconds>(kPatience, patience));
  };
  ask_status();  // first: if facefsd is stopped, the mount would block us
  pass_through_mount(client.mount());
  Progress progress("reading photos");
  const auto end = std::chrono::steady_clock::now() + patience;
  // The answer is awaited in short pieces only to draw the line; the question is asked once.
  client.send({{"command", "wait"}});
  std::size_t most = 0;
  Illness illness(std::chrono::steady_clock::now());
  while (!client.answered(500ms)) {
    if (std::chrono::steady_clock::now() >= end)
      throw ClientError("not finished after " + std::to_string(patience.count()) + " seconds");
    const Json status = ask_status();
    if (illness.lasts(status.at("state") == "degraded", std::chrono::steady_clock::now()))
      throw ClientError("facefsd cannot go on: " + shown(status.at("problems").at(0)));
    const auto pending = status.at("pending").get<std::size_t>();
    most = std::max(most, pending);
    const Json& left = status.at("seconds_left");
    progress.show(most - pending, most, left.is_null() ? "" : std::to_string(left.get<long>()) + " s left");
  }
}

namespace {

/// Prints a line such as "312 files of kinds that facefs does not read: 300 heic, 12 video".
void tell_unread(const Json& unread) {
  std::uint64_t all = 0;
  std::string kinds;
  for (const auto& [kind, count] : unread.items()) {
    all += count.get<std::uint64_t>();
    kinds += (kinds.empty() ? "" : ", ") + std::to_string(count.get<std::uint64_t>()) + " " + kind;
  }
  if (all > 0) std::cout << "  " << all << " files of kinds that facefs does not read: " << kinds << "\n";
}

}  // namespace

void status(const fs::path& data, Form form) {
  const Json status = Client(data).ask({{"command", "status"}}, kPatience);
  if (form == Form::json) {
    std::cout << json_text(status, 1) << "\n";
    return;
  }
  std::cout << status.at("state").get<std::string>() << ": " << status.at("photos") << " photos, " << status.at("faces")
            << " faces, " << status.at("people") << " people, " << status.at("pending") << " pending, "
            << status.at("failed") << " failed\n";
  if (!status.at("seconds_left").is_null() && status.at("pending").get<int>() > 0)
    std::cout << status.at("photos_per_second") << " photos/s, done in " << status.at("seconds_left") << " s\n";
  for (const Json& root : status.at("roots"))
    std::cout << "  " << shown(root.at("path")) << ": " << root.at("state").get<std::string>() << "\n";
  if (const auto left = status.value("faces_to_read_again", std::uint64_t{0}); left > 0)
    std::cout << "other networks made " << left << " of its faces: their photos are being read again, and stay where "
              << "they are until then\n";
  tell_unread(status.value("unread", Json::object()));
  for (const Json& problem : status.at("problems")) std::cout << "  problem: " << shown(problem) << "\n";
}

void requests(const fs::path& data, Form form) {
  Client client(data);
  pass_through_mount(client.mount());  // what was closed just now is counted, too
  const Json counts = client.ask({{"command", "requests"}}, kPatience);
  if (form == Form::json) {
    std::cout << json_text(counts, 1) << "\n";
    return;
  }
  for (const auto& [kind, times] : counts.items()) std::cout << kind << ": " << times << "\n";
}

void people(const fs::path& data, Form form) {
  const Json people = Client(data).ask({{"command", "people"}}, kPatience);
  if (form == Form::json) {
    std::cout << json_text(people, 1) << "\n";
    return;
  }
  for (const Json& person : people)
    std::cout << shown(person.at("name")) << ": " << person.at("photos") << " photos, " << person.at("maybe")
              << " maybe, " << person.at("references") << " references\n";
}

/// Prints whom a face resembles most, also a stranger's: it is a game, not a recognition.
void print_look_alike(const Json& face, std::size_t number) {
  std::cout << "face " << number << " looks most like ";
  const Json& nearest = face.at("nearest");
  if (nearest.is_null() || nearest.at("person").is_null()) {
    std::cout << "nobody who is enrolled\n";
    return;
  }
  std::cout << shown(nearest.at("person")) << " (distance " << distance_text(nearest.at("distance")) << ")";
  if (const Json& second = face.at("second"); !second.is_null() && !second.at("person").is_null())
    std::cout << ", then like " << shown(second.at("person")) << " (" << distance_text(second.at("distance")) << ")";
  std::cout << "\n";
}

void explain(const fs::path& data, const std::string& photo, Form form, bool look_alike) {
  const Json told = Client(data).ask({{"command", "explain"}, {"photo", json_string(original_of(photo))}}, kPatience);
  if (form == Form::json) {
    std::cout << json_text(told, 1) << "\n";
    return;
  }
  std::cout << shown(told.at("photo")) << "\n";
  std::size_t number = 0;
  for (const Json& face : told.at("faces")) {
    if (look_alike)
      print_look_alike(face, ++number);
    else
      print_face(face, ++number);
  }
  if (number == 0) std::cout << "no face was found\n";
}

void enroll(const fs::path& data, const std::string& name, const std::vector<std::string>& photos, Form form) {
  if (fault_of_person_name(name) != NameFault::none)
    throw ClientError("'" + escaped(name) + "' cannot be a person's name");
  const PhotosToEnroll taken = photos_to_enroll(photos);
  Client client(data);
  const fs::path folder = fs::path(client.mount()) / "enroll" / name;
  std::error_code error;
  if (!fs::is_directory(folder) && !fs::create_directory(folder, error))
    throw ClientError("'" + escaped(name) + "' cannot be a person's name here: " + error.message());
  for (const auto& [path, as] : taken.photos)
    if (!fs::copy_file(path, folder / as, fs::copy_options::overwrite_existing, error))
      throw ClientError("'" + escaped(path.string()) + "' cannot be copied: " + error.message());
  pass_through_mount(client.mount());
  client.ask({{"command", "wait"}}, 600s);
  Json verdicts = Json::array();
  for (const auto& [path, file] : taken.photos) {
    std::array<char, 64> verdict;
    const ssize_t length = ::getxattr((folder / file).c_str(), "user.facefs.status", verdict.data(), verdict.size());
    verdicts.push_back(
        {{"file", json_string(file)},
         {"verdict", std::string(verdict.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0)))}});
  }
  if (form == Form::json) {
    std::cout << json_text(verdicts, 1) << "\n";
    return;
  }
  for (const std::string& note : taken.notes) std::cout << escaped(note) << "\n";
  for (const Json& verdict : verdicts)
    std::cout << shown(verdict.at("file")) << ": " << verdict.at("verdict").get<std::string>() << "\n";
}

void log(const fs::path& data, Form form) {
  const Json lines = Client(data).ask({{"command", "log"}}, kPatience);
  if (form == Form::json) {
    std::cout << json_text(lines, 1) << "\n";
    return;
  }
  for (const Json& line : lines)
    std::cout << time_text(line.at("time").get<std::time_t>(), std::time(nullptr)) << " " << shown(line.at("program"))
              << ": " << shown(line.at("sentence")) << (line.at("undone").get<bool>() ? " (undone)" : "") << "\n";
}

namespace {

void change_back(const fs::path& data, const char* command, std::size_t count, const std::string& done) {
  const Json reply = Client(data).ask({{"command", command}, {"count", count}}, kPatience);
  if (reply.at("changed").empty()) throw ClientError(std::string("there is nothing to ") + command);
  for (const Json& one : reply.at("changed"))
    std::cout << done << ": " << escaped(bytes_of_json_string(one.at("sentence").get<std::string>())) << "\n";
  if (reply.at("passed").is_string()) std::cout << reply.at("passed").get<std::string>() << "\n";
}

}  // namespace

void undo(const fs::path& data, std::size_t count) {
  change_back(data, "undo", count, "undone");
}

void redo(const fs::path& data, std::size_t count) {
  change_back(data, "redo", count, "done again");
}

void show(const fs::path& data, const std::string& name) {
  Client(data).ask({{"command", "show"}, {"name", json_string(name)}}, kPatience);
}

void merge(const fs::path& data, const std::string& name, const std::string& into) {
  Client(data).ask({{"command", "merge"}, {"name", json_string(name)}, {"into", json_string(into)}}, kPatience);
  std::cout << escaped(name) << " counts as " << escaped(into) << " from now on; facefs undo parts them again\n";
}

void export_all(const fs::path& data, const fs::path& file) {
  Json said = Client(data).ask({{"command", "export"}}, kPatience);
  std::vector<ArchivedPhoto> photos;
  for (const Json& one : said.at("references")) {
    const std::string person = one.at("person").get<std::string>();
    photos.push_back({"references/" + person + "/" + bytes_of_json_string(one.at("name").get<std::string>()),
                      data / "references" / person / one.at("file").get<std::string>()});
  }
  const std::size_t left_out = said.at("left_out").get<std::size_t>();
  said.erase("left_out");
  write_archive(file, json_text(said, 1) + "\n", photos);
  std::cout << said.at("people").size() << " people with their reference photos and " << said.at("said").size()
            << " decisions are in " << escaped(file.string()) << ", which only you can read\n";
  if (left_out > 0) std::cout << left_out << " files in enroll/ are not pictures and were left out\n";
}

void import_all(const fs::path& data, const fs::path& file) {
  Client client(data);
  std::string name = (data / "import-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw ClientError("cannot make a folder in " + data.string());
  const std::unique_ptr<const std::string, void (*)(const std::string*)> folder(
      &name, [](const std::string* made) { fs::remove_all(*made); });
  unpack_archive(file, name);
  const Json people = client.ask({{"command", "import"}, {"folder", json_string(name)}}, 600s);
  std::cout << people << " people were imported; facefs undo takes back their names and decisions\n";
}

void pin(const fs::path& data, const std::string& query, const std::string& name) {
  const fs::path link = fs::path(Client(data).mount()) / "together" / name;
  std::error_code error;
  fs::create_symlink(query, link, error);
  if (error == std::errc::invalid_argument)
    throw ClientError("'" + escaped(query) + "' cannot be read as a query of people who are there, or '" +
                      escaped(name) + "' cannot be its name");
  if (error) throw ClientError("'" + escaped(name) + "' cannot be made: " + error.message());
}

void roots(const fs::path& data) {
  const Json status = Client(data).ask({{"command", "status"}}, kPatience);
  for (const Json& root : status.at("roots"))
    std::cout << escaped(bytes_of_json_string(root.at("path").get<std::string>())) << ": "
              << root.at("state").get<std::string>() << "\n";
}

/// Names the folder as facefsd knows it. A root is known by where its links led when facefsd began: today they may lead
/// elsewhere, or nowhere.
void accept_absence(const fs::path& data, const fs::path& folder) {
  const Json status = Client(data).ask({{"command", "status"}}, kPatience);
  const auto is_watched = [&](const fs::path& path) {
    return std::any_of(status.at("roots").begin(), status.at("roots").end(), [&](const Json& root) {
      const std::string known = bytes_of_json_string(root.at("path").get<std::string>());
      return path == known || is_below(path.string(), known);
    });
  };
  const fs::path whole = fs::absolute(folder).lexically_normal();
  const fs::path plain = whole.has_filename() ? whole : whole.parent_path();
  const fs::path led = followed(folder);
  const fs::path& named = is_watched(plain) || !is_watched(led) ? plain : led;
  Client(data).ask({{"command", "accept"}, {"folder", json_string(named.string())}}, kPatience);
}

void rescan(const fs::path& data) {
  Client(data).ask({{"command", "rescan"}}, kPatience);
}

std::string what_forgetting_erases(const fs::path& data, const std::string& name, bool faces) {
  const Json known = Client(data).ask({{"command", "forgetting"}, {"name", json_string(name)}}, kPatience);
  const auto count = [&](const char* key, const char* what) {
    const auto number = known.at(key).get<std::uint64_t>();
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
  };
  std::string merged;
  for (const Json& other : known.value("merged", Json::array()))
    merged += ", and '" + shown(other) + "', who is the same,";
  return "Erase '" + escaped(name) + "'" + merged + " for good, with " + count("references", "reference photo") +
         " and " + count("decisions", "decision") + (faces ? ", and this person's faces in your photos" : "") + " (" +
         count("photos", "photo") + " stay where they are)";
}

void forget(const fs::path& data, const std::string& name, bool faces) {
  Client(data).ask({{"command", "forget"}, {"name", json_string(name)}, {"faces", faces}}, 600s);
  std::cout << escaped(name) << " is forgotten. The name, the reference photos and what was learned from them"
            << (faces ? ", and this person's faces in your photos, which are never looked at again," : "")
            << " are being erased from the disk\n";
}

void forget_face(const fs::path& data, const std::string& photo, const std::string& text) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size())
    throw ClientError("'" + escaped(text) + "' is not the number of a face: facefs explain shows them");
  Client(data).ask({{"command", "forget"}, {"photo", json_string(original_of(photo))}, {"face", number}}, 600s);
  std::cout << "face " << number << " of " << escaped(photo) << " is erased, and is never looked at again\n";
}

void sort(const SortOrder& order, Form form) {
  const Sorted sorted = sort_photos(order);
  for (const std::string& note : sorted.notes) std::cerr << "facefs: " << note << "\n";
  if (form == Form::json) {
    Json index = Json::object();
    for (const auto& [name, paths] : sorted.people)
      for (const std::string& path : paths) index[json_string(name)].push_back(json_string(path));
    std::cout << json_text(index, 1) << "\n";
    return;
  }
  for (const auto& [name, paths] : sorted.people) {
    std::cout << escaped(name) << ": " << paths.size() << (paths.size() == 1 ? " photo\n" : " photos\n");
    for (const std::string& path : paths) std::cout << "  " << escaped(path) << "\n";
  }
  std::cout << sorted.looked_at << " pictures looked at, " << sorted.known << " known from encodings.cbor\n";
  std::cout << sorted.labelled << " labelled pictures and index.json are in " << order.output.string() << "\n";
}

void evaluate(const EvaluationOrder& order, Form form) {
  const nlohmann::ordered_json figures = facefs::evaluate(order);
  std::cout << (form == Form::json ? json_text(figures, 1) + "\n" : evaluation_table(figures));
}

}  // namespace facefs::cli
