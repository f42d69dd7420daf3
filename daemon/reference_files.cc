// SPDX-License-Identifier: Apache-2.0
#include "daemon/reference_files.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fuse/enroll_files.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/storage/snapshot.h"
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

/// The folders of one person's files: of the references, and of those that people/ shows, too.
struct ReferenceFolders {
  fs::path own;
  fs::path incoming;
};

/// Renames a file to the name that the log gave it already, before a crash.
void finish_renaming(const ReferenceFolders& folders, const std::string& file, const ReferenceFileRecord& record) {
  std::error_code none;
  for (const fs::path& folder : {folders.own, folders.incoming})
    if (!fs::exists(folder / file, none) && !is_reference_file(record.name) &&
        fs::symlink_status(folder / record.name, none).type() == fs::file_type::regular)
      fs::rename(folder / record.name, folder / file);
}

/// Moves files to the people that the log has given them to. They may still be where they were: one look at all folders
/// finds them.
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

/// Returns the files that still have the user's names, in the order in which they were made. Files that are no
/// reference yet are among them. A file that is in both folders is returned once.
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

/// One person's files of an earlier facefs, and the names that they get.
struct FilesToName {
  ReferenceFolders folders;
  std::vector<fs::path> files;
  NameReferences naming;
};

std::optional<FilesToName> files_to_name(const ReferenceFolders& folders, PersonId person) {
  FilesToName found{folders, files_of_an_earlier_facefs(folders), {person, {}, {}}};
  if (found.files.empty()) return std::nullopt;
  for (const fs::path& file : found.files) {
    found.naming.references.push_back({new_reference_file(), file.filename().string()});
    found.naming.came_ns.push_back(birth_ns_of(file.string()));
  }
  return found;
}

void rename_files(const FilesToName& found) {
  for (std::size_t i = 0; i < found.files.size(); ++i)
    rename_with_its_mark(found.folders, found.files[i], found.naming.references[i].file);
  sync_folder(found.folders.own);
}

/// Returns new names for files that the log calls alike; nothing if there are none. A crash between a rename and the
/// end of what it replaced leaves such files. With a number in its name each can be read, and nothing is lost.
std::optional<NameReferences> namesakes_parted(const fs::path& own, const Snapshot& snapshot, PersonId person) {
  std::map<std::uint64_t, NamedReference> in_order;
  for (const auto& [file, record] : References(snapshot).files_of(person))
    if (fs::exists(own / file)) in_order[record.since] = {file, record.name};
  std::set<std::string> taken;
  NameReferences renamed{person, {}, {}};
  for (auto& [since, reference] : in_order) {
    const std::string name = reference.name;
    for (unsigned number = 2; !taken.insert(reference.name).second; ++number)
      reference.name = numbered_name(name, number);
    if (reference.name != name) renamed.references.push_back(reference);
  }
  if (renamed.references.empty()) return std::nullopt;
  return renamed;
}

ReferenceFolders folders_of(const fs::path& references, PersonId person) {
  const fs::path own = references / text_of(person);
  return {own, own / kIncoming};
}

/// Finishes what a crash cut short, as the log says it.
void finish_what_was_said(const fs::path& references, const Snapshot& snapshot) {
  std::map<std::string, fs::path> folder_of_missing;
  for (const Person& person : People(snapshot).all()) {
    const ReferenceFolders folders = folders_of(references, person.id);
    for (const auto& [file, record] : References(snapshot).files_of(person.id)) {
      finish_renaming(folders, file, record);
      if (!fs::exists(folders.own / file) && !fs::exists(folders.incoming / file))
        folder_of_missing[file] = folders.own;
    }
  }
  finish_moves(references, folder_of_missing);
}

}  // namespace

void mend_reference_files(const fs::path& references, const Gallery& gallery,
                          const std::function<void(const std::vector<Act>&)>& perform) {
  const std::vector<Person> people = People(Snapshot(gallery)).all();
  finish_what_was_said(references, Snapshot(gallery));
  std::vector<FilesToName> found;
  std::vector<Act> naming, parting;
  for (const Person& person : people)
    if (auto files = files_to_name(folders_of(references, person.id), person.id)) {
      naming.push_back({kActor, files->naming});
      found.push_back(std::move(*files));
    }
  if (!naming.empty()) perform(naming);
  for (const FilesToName& files : found) rename_files(files);
  for (const Person& person : people)
    if (auto renamed = namesakes_parted(folders_of(references, person.id).own, Snapshot(gallery), person.id))
      parting.push_back({kActor, std::move(*renamed)});
  if (!parting.empty()) perform(parting);
}

}  // namespace facefs
