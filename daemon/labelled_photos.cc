// SPDX-License-Identifier: Apache-2.0
#include "daemon/labelled_photos.h"

#include <algorithm>
#include <stdexcept>

#include "daemon/photo_reader.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;

/// One photo read twice: as a photo, and with the embeddings of a reference.
struct ReadPhoto {
  std::size_t person = 0;
  std::size_t set = 0;
  PhotoToFind shown;
  PhotoToFind taught;
};

std::vector<fs::path> people_in(const fs::path& labelled) {
  if (!fs::is_directory(labelled)) throw std::runtime_error(labelled.string() + " is not a folder");
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(labelled))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// Adds the photos of one labelled folder, whose people are numbered on from those that there are.
void add_photos(std::vector<ReadPhoto>& photos, const fs::path& labelled, std::size_t set) {
  const std::size_t before = photos.empty() ? 0 : photos.back().person + 1;
  std::size_t person = before;
  for (const fs::path& folder : people_in(labelled)) {
    const std::vector<std::string> paths = photos_below(folder);
    for (const std::string& path : paths)
      photos.push_back(
          {person, set, {path, Purpose::photo, {}, Unreadable{}}, {path, Purpose::reference, {}, Unreadable{}}});
    person += paths.empty() ? 0 : 1;
  }
  if (person < before + 2)
    throw std::runtime_error(labelled.string() + " must hold a folder for each of at least two people, with photos");
}

LabelledPhoto labelled_photo(const ReadPhoto& photo) {
  LabelledPhoto result;
  result.person = photo.person;
  result.set = photo.set;
  if (const auto* reading = std::get_if<PhotoReading>(&photo.shown.found)) {
    result.image = {reading->image_hash, static_cast<std::uint32_t>(reading->width),
                    static_cast<std::uint32_t>(reading->height)};
    result.faces = reading->faces;
  }
  if (const auto* reading = std::get_if<PhotoReading>(&photo.taught.found))
    result.as_reference.faces = reading->faces;
  else
    result.as_reference.failure = std::get<Unreadable>(photo.taught.found);
  return result;
}

}  // namespace

std::vector<LabelledPhoto> read_labelled(const LabelledFolders& labelled, const Networks& networks) {
  std::vector<ReadPhoto> photos;
  for (std::size_t set = 0; set < labelled.folders.size(); ++set) add_photos(photos, labelled.folders[set], set);
  std::vector<PhotoToFind*> all;
  for (ReadPhoto& photo : photos) all.insert(all.end(), {&photo.shown, &photo.taught});
  PhotoReader(networks, labelled.models, labelled.workers, {}).read(all);
  std::vector<LabelledPhoto> result;
  result.reserve(photos.size());
  for (const ReadPhoto& photo : photos) result.push_back(labelled_photo(photo));
  return result;
}

}  // namespace facefs
