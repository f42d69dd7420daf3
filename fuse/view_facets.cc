// SPDX-License-Identifier: Apache-2.0
// people/Joey/by-year/2019/, with/Rachel/ and by-folder/<source folder>/: a person's photos by when, with whom and from
// where. They are found by name. The person's folder lists them only where the configuration asks for it, so that it
// stays a plain list of photos.
#include <ctime>
#include <map>
#include <set>

#include "fuse/facets.h"
#include "fuse/photo_attributes.h"
#include "fuse/view.h"
#include "index/storage/folders.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/values/display_name.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

/// What the text of a facet says: "facet <person>/with" or "facet <person>/with/Rachel".
struct FacetPlace {
  PersonId person = kNobody;
  std::string facet;
  std::string value;  ///< empty: the folder of all values
};

std::optional<FacetPlace> place_in(std::string_view text) {
  if (!text.starts_with(kFacetPrefix)) return std::nullopt;
  text.remove_prefix(kFacetPrefix.size());
  const std::size_t slash = text.find('/');
  const auto person = person_in(text.substr(0, slash));
  if (!person || slash == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(slash + 1);
  const std::size_t next = rest.find('/');
  return FacetPlace{*person, std::string(rest.substr(0, next)),
                    next == std::string_view::npos ? "" : std::string(rest.substr(next + 1))};
}

/// Returns the year by the camera's clock; where the photo does not say when it was taken, by its file's time here.
std::string year_of(const PhotoRecord& photo) {
  const std::time_t when = photo.facts.taken != 0 ? photo.facts.taken : timespec_of(photo.stamp.mtime_ns).tv_sec;
  std::tm parts{};
  if (photo.facts.taken != 0)
    ::gmtime_r(&when, &parts);
  else
    ::localtime_r(&when, &parts);
  return std::to_string(1900 + parts.tm_year);
}

/// Returns the last part of each source folder's path. Folders of one name are told apart by a number, in the order of
/// paths.
std::map<FolderId, std::string> folder_names(const Snapshot& snapshot, const std::vector<PhotoId>& photos) {
  std::map<std::string, FolderId> paths;
  for (const PhotoId photo : photos) {
    const FolderId folder = Photos(snapshot).get(photo).shown.folder;
    paths.emplace(Paths(snapshot).path_of(folder), folder);
  }
  std::map<FolderId, std::string> names;
  std::set<std::string> taken;
  for (const auto& [path, folder] : paths) {
    const std::string base = path.substr(path.rfind('/') + 1);
    unsigned number = 1;
    while (!taken.insert(numbered_name(base, number)).second) ++number;
    names[folder] = numbered_name(base, number);
  }
  return names;
}

using Values = std::map<std::string, std::vector<PhotoId>>;

Values values_of(const Snapshot& snapshot, const FacetPlace& place) {
  Values values;
  const std::vector<PhotoId> photos = Folders(snapshot).photo_ids_in({Kind::people, place.person});
  const auto names = place.facet == kByFolder ? folder_names(snapshot, photos) : std::map<FolderId, std::string>{};
  for (const PhotoId id : photos) {
    if (place.facet == kByYear) values[year_of(Photos(snapshot).get(id))].push_back(id);
    if (place.facet == kByFolder) values[names.at(Photos(snapshot).get(id).shown.folder)].push_back(id);
    if (place.facet != kWith) continue;
    for (const FolderKey& folder : Photos(snapshot).folders_of(id))
      if (folder.kind == Kind::people && folder.person() != place.person && People(snapshot).is_shown(folder.person()))
        values[People(snapshot).get(folder.person()).name].push_back(id);
  }
  return values;
}

class FacetsView final : public View {
 public:
  FacetsView(Owner owner, NamedFolders& folders) : View(owner), folders_(folders) {}

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    const auto place = place_of(inode);
    if (!place || !People(snapshot).is_shown(place->person)) return std::nullopt;
    return folder(inode, Folders(snapshot).state_of({Kind::people, place->person}), 0);
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode parent, std::string_view name) const override {
    const auto place = place_of(parent);
    if (!place) return std::nullopt;
    const Values values = values_of(snapshot, *place);
    if (place->value.empty())
      return values.contains(std::string(name)) ? value_entry(snapshot, parent, std::string(name)) : std::nullopt;
    const auto photo = Photos(snapshot).named(name);
    const auto value = values.find(place->value);
    if (!photo || value == values.end() ||
        std::find(value->second.begin(), value->second.end(), *photo) == value->second.end())
      return std::nullopt;
    return photo_entry(snapshot, owner(), *photo);
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode parent) const override {
    std::vector<Entry> entries;
    const auto place = place_of(parent);
    if (!place) return entries;
    for (const auto& [value, photos] : values_of(snapshot, *place)) {
      if (place->value.empty()) {
        if (auto found = value_entry(snapshot, parent, value)) entries.push_back(std::move(*found));
      } else if (value == place->value) {
        for (const PhotoId photo : photos) entries.push_back(photo_entry(snapshot, owner(), photo));
      }
    }
    return entries;
  }

 private:
  std::optional<FacetPlace> place_of(Inode inode) const {
    const auto text = folders_.text_of(inode);
    return text ? place_in(*text) : std::nullopt;
  }

  std::optional<Entry> value_entry(const Snapshot& snapshot, Inode parent, const std::string& value) const {
    const auto above = folders_.text_of(parent);
    return above ? entry(snapshot, value, folders_.inode_of(*above + "/" + value)) : std::nullopt;
  }

  NamedFolders& folders_;
};

}  // namespace

bool is_facet(std::string_view name) {
  return name == kByYear || name == kWith || name == kByFolder;
}

std::string facet_text(PersonId person, std::string_view facet) {
  return std::string(kFacetPrefix) + text_of(person) + "/" + std::string(facet);
}

std::unique_ptr<View> make_facets_view(Owner owner, NamedFolders& folders) {
  return std::make_unique<FacetsView>(owner, folders);
}

}  // namespace facefs
