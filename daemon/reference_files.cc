// SPDX-License-Identifier: Apache-2.0
#include "daemon/reference_files.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fuse/enroll_files.h"
#include "index/decisions/acts.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/values/display_name.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"
#include "system/photo_file.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;

const Actor kActor{"facefsd", 0};

std::vector<fs::path> regular_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code none;
  fs::directory_iterator at(folder, none);
  for (; !none && at != fs::directory_iterator(); at.increment(none))
    if (at->symlink_status().type() == fs::file_type::regular) files.push_back(at->path());
  return files;
}

bool has_users_name(const fs::path& file) {
  return !is_reference_file(file.filename().string());
}

/// The folders of one person's files: of the references, and of those that are shown in people/, too.
struct ReferenceFolders {
  fs::path own;
  fs::path incoming;
};

/// A name that was given in the log already, before a crash.
void finish_renaming(const ReferenceFolders& folders, const std::string& file, const ReferenceFileRecord& record) {
  std::error_code none;
  for (const fs::path& folder : {folders.own, folders.incoming})
    if (!fs::exists(folder / file, none) && !is_reference_file(record.name) &&
        fs::symlink_status(folder / record.name, none).type() == fs::file_type::regular)
      fs::rename(folder / record.name, folder / file);
}

/// The log has given files to somebody; they may still lie where they were. One look at all folders finds them.
void finish_moves(const fs::path& references, const std::map<std::string, fs::path>& folder_of_missing) {
  if (folder_of_missing.empty()) return;
  std::error_code none;
  for (const auto& other : fs::directory_iterator(references, none))
    for (const fs::path& file : regular_files_in(other.path())) {
      const auto wanted = folder_of_missing.find(file.filename().string());
      if (wanted == folder_of_missing.end() || wanted->second == file.parent_path()) continue;
      fs::create_directory(wanted->second);
      fs::rename(file, wanted->second / file.filename());
      sync_folder(wanted->second);
    }
}

/// Those that are no reference yet, too; a file that is both has one name in both folders.
std::vector<fs::path> files_of_an_earlier_facefs(const ReferenceFolders& folders) {
  std::vector<fs::path> files = regular_files_in(folders.own);
  for (const fs::path& mark : regular_files_in(folders.incoming)) {
    std::error_code none;
    const bool is_linked =
        std::any_of(files.begin(), files.end(), [&](const fs::path& file) { return fs::equivalent(file, mark, none); });
    if (!is_linked && !is_temporary_name(mark.filename().string())) files.push_back(mark);
  }
  std::erase_if(files, [](const fs::path& file) { return !has_users_name(file); });
  std::stable_sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    return std::pair(birth_ns_of(a.string()), a) < std::pair(birth_ns_of(b.string()), b);
  });
  return files;
}

void rename_with_its_mark(const ReferenceFolders& folders, const fs::path& file, const std::string& to) {
  std::error_code none;
  for (const fs::path& mark : regular_files_in(folders.incoming))
    if (has_users_name(mark) && mark != file && fs::equivalent(mark, file, none))
      fs::rename(mark, folders.incoming / to);
  fs::rename(file, file.parent_path() / to);
}

void give_names_that_tell_nothing(const ReferenceFolders& folders, Update& update, DecisionLog& log, PersonId person) {
  const std::vector<fs::path> files = files_of_an_earlier_facefs(folders);
  if (files.empty()) return;
  std::vector<NamedReference> named;
  std::vector<std::uint64_t> came_ns;
  for (const fs::path& file : files) {
    named.push_back({new_reference_file(), file.filename().string()});
    came_ns.push_back(birth_ns_of(file.string()));
  }
  apply(update, log, {kActor, NameReferences{person, named, came_ns}});
  for (std::size_t i = 0; i < files.size(); ++i) rename_with_its_mark(folders, files[i], named[i].file);
  sync_folder(folders.own);
}

/// Where the log calls two files alike (a crash came between a rename and the end of what it replaced) one gets a
/// number: nothing is lost, and each can be read under its name.
void part_namesakes(const fs::path& own, Update& update, DecisionLog& log, PersonId person) {
  std::map<std::uint64_t, NamedReference> in_order;
  for (const auto& [file, record] : References(update).files_of(person))
    if (fs::exists(own / file)) in_order[record.since] = {file, record.name};
  std::set<std::string> taken;
  std::vector<NamedReference> renamed;
  for (auto& [since, reference] : in_order) {
    const std::string name = reference.name;
    for (unsigned number = 2; !taken.insert(reference.name).second; ++number)
      reference.name = numbered_name(name, number);
    if (reference.name != name) renamed.push_back(reference);
  }
  if (!renamed.empty()) apply(update, log, {kActor, NameReferences{person, renamed}});
}

}  // namespace

void mend_reference_files(const fs::path& references, Update& update, DecisionLog& log) {
  std::map<std::string, fs::path> folder_of_missing;
  for (const Person& person : People(update).all()) {
    const fs::path own = references / text_of(person.id);
    const ReferenceFolders folders{own, own / kIncoming};
    for (const auto& [file, record] : References(update).files_of(person.id)) {
      finish_renaming(folders, file, record);
      if (!fs::exists(own / file) && !fs::exists(folders.incoming / file)) folder_of_missing[file] = own;
    }
    if (!fs::exists(own)) continue;
    give_names_that_tell_nothing(folders, update, log, person.id);
    part_namesakes(own, update, log, person.id);
  }
  finish_moves(references, folder_of_missing);
}

}  // namespace facefs
