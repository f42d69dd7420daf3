// SPDX-License-Identifier: Apache-2.0
#include "daemon/reference_import.h"

#include <cstring>
#include <set>
#include <stdexcept>
#include <utility>

#include "index/values/display_name.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

std::vector<std::string> names_in(const ReferenceImport::Person& person) {
  std::error_code none;
  std::set<std::string> others;
  for (const auto& file : std::filesystem::directory_iterator(person.folder, none))
    others.insert(file.path().filename());
  std::vector<std::string> names = person.in_order;
  std::erase_if(names, [&](const std::string& name) { return others.erase(name) == 0; });
  names.insert(names.end(), others.begin(), others.end());
  return names;
}

}  // namespace

void ReferenceImport::run() {
  go_on(0);
}

void ReferenceImport::go_on(std::size_t at) {
  try {
    for (; at < people_.size(); ++at) {
      const std::vector<NamedReference> taken = moved_in(people_[at]);
      if (taken.empty()) continue;
      return links_.perform(
          {{"facefs", 0}, NameReferences{people_[at].person, taken}},
          [self = shared_from_this(), at, taken](const ActAnswer& answer) { self->was_answered(at, taken, answer); });
    }
  } catch (const std::exception& fault) {
    return links_.done(fault.what());
  }
  links_.done({});
}

void ReferenceImport::was_answered(std::size_t at, const std::vector<NamedReference>& taken, const ActAnswer& answer) {
  try {
    if (answer.error != 0) {
      refused(people_[at], taken);
      throw std::runtime_error(answer.sentence.empty() ? std::strerror(answer.error) : answer.sentence);
    }
    named(people_[at], taken);
  } catch (const std::exception& fault) {
    return links_.done(fault.what());
  }
  go_on(at + 1);
}

std::vector<NamedReference> ReferenceImport::moved_in(const Person& person) {
  const std::vector<std::string> names = names_in(person);
  if (names.empty()) return {};
  if (const int error = files_.make_folder(person.person))
    throw std::runtime_error("no folder for references can be made: " + std::string(std::strerror(error)));
  const std::filesystem::path folder = files_.folder_of(person.person);
  std::vector<NamedReference> taken;
  try {
    for (const std::string& name : names)
      if (const auto place = place_for(person.folder / name, person.person)) {
        const std::string stored = new_reference_file();
        std::filesystem::rename(person.folder / name, folder / stored);
        taken.push_back({stored, place->file});
        files_.begin(*place, stored);
      }
    if (!taken.empty()) sync_folder(folder);
  } catch (const std::exception&) {
    refused(person, taken);
    throw;
  }
  return taken;
}

/// Returns a free place for the file, of its name or a numbered one. Returns nothing if the person has a file of the
/// same bytes under such a name.
std::optional<ReferencePlace> ReferenceImport::place_for(const std::filesystem::path& file, PersonId person) const {
  const std::string bytes = read_whole_file(file);
  ReferencePlace place{person, file.filename().string()};
  for (unsigned number = 2; files_.stat_of(place); ++number) {
    if (files_.is_named(place) && read_whole_file(files_.path_of(place)) == bytes) return std::nullopt;
    place.file = numbered_name(file.filename().string(), number);
  }
  return files_.free_place(place);
}

void ReferenceImport::named(const Person& person, const std::vector<NamedReference>& taken) {
  for (const NamedReference& reference : taken) {
    files_.set_named({person.person, reference.name});
    links_.touched({person.person, reference.name});
  }
  sync_folder(files_.folder_of(person.person));
}

void ReferenceImport::refused(const Person& person, const std::vector<NamedReference>& taken) {
  for (const NamedReference& reference : taken) {
    erase_file(files_.folder_of(person.person) / reference.file);
    files_.removed({person.person, reference.name});
  }
}

}  // namespace facefs
