// SPDX-License-Identifier: Apache-2.0
// .at/0.45/people/Joey/: what that threshold would give, from the stored embeddings. Looking changes nothing.
#include <charconv>

#include "fuse/photo_attributes.h"
#include "fuse/view.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/upkeep/match_upkeep.h"
#include "system/guarded.h"

namespace facefs {
namespace {

constexpr std::string_view kPrefix = "at ";

/// What the text of a what-if says: "at 0.45", "at 0.45/people" or "at 0.45/people/<number>".
struct ThresholdPlace {
  float threshold = 0;
  bool in_people = false;
  PersonId person = kNobody;
};

std::optional<float> threshold_in(std::string_view text) {
  float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value > 0 && value <= 1 ? std::optional(value) : std::nullopt;
}

std::optional<ThresholdPlace> place_in(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const std::size_t slash = text.find('/');
  const auto threshold = threshold_in(text.substr(0, slash));
  if (!threshold) return std::nullopt;
  ThresholdPlace place{*threshold, slash != std::string_view::npos, kNobody};
  if (const std::size_t last = text.rfind('/'); place.in_people && last != slash)
    place.person = person_in(text.substr(last + 1)).value_or(kNobody);
  return place;
}

class WhatIfView final : public View {
 public:
  WhatIfView(Owner owner, NamedFolders& folders, const MatchSettings& settings)
      : View(owner), folders_(folders), settings_(settings) {}

  std::optional<Attributes> attributes(const Snapshot& snapshot, Inode inode) const override {
    const auto place = place_of(inode);
    if (inode != kAt && !place) return std::nullopt;
    if (place && place->person != kNobody && !People(snapshot).is_shown(place->person)) return std::nullopt;
    return folder(inode, {}, 0);
  }

  std::optional<Entry> lookup(const Snapshot& snapshot, Inode parent, std::string_view name) const override {
    if (parent == kAt) return threshold_in(name) ? named(snapshot, name, std::string(name)) : std::nullopt;
    const auto text = folders_.text_of(parent);
    const auto place = place_of(parent);
    if (!text || !place) return std::nullopt;
    const std::string below = text->substr(kPrefix.size()) + "/";
    if (!place->in_people) return name == "people" ? named(snapshot, name, below + "people") : std::nullopt;
    if (place->person == kNobody) return person_entry(snapshot, name, below);
    const auto photo = Photos(snapshot).named(name);
    const auto record = photo ? Photos(snapshot).find(*photo) : std::nullopt;
    if (!record || !record->image) return std::nullopt;
    const MatchUpkeep matching = matching_at(snapshot, place->threshold);
    if (!matching.folders_of(snapshot, *record->image).contains({FolderKey::Kind::people, place->person}))
      return std::nullopt;
    return photo_entry(snapshot, owner(), *photo);
  }

  std::vector<Entry> list(const Snapshot& snapshot, Inode parent) const override {
    std::vector<Entry> entries;
    const auto place = place_of(parent);
    if (!place) return entries;
    if (place->person != kNobody) return photos(snapshot, *place);
    const auto add = [&](std::optional<Entry> found) {
      if (found) entries.push_back(std::move(*found));
    };
    if (!place->in_people)
      add(lookup(snapshot, parent, "people"));
    else
      for (const Person& person : People(snapshot).all()) add(lookup(snapshot, parent, person.record.name));
    return entries;
  }

 private:
  std::optional<ThresholdPlace> place_of(Inode inode) const {
    const auto text = folders_.text_of(inode);
    return text ? place_in(*text) : std::nullopt;
  }

  std::optional<Entry> named(const Snapshot& snapshot, std::string_view name, const std::string& text) const {
    return entry(snapshot, name, folders_.inode_of(std::string(kPrefix) + text));
  }

  std::optional<Entry> person_entry(const Snapshot& snapshot, std::string_view name, const std::string& below) const {
    const auto person = People(snapshot).spelled(name);
    return person ? named(snapshot, person->record.name, below + text_of(person->id)) : std::nullopt;
  }

  MatchUpkeep matching_at(const Snapshot& snapshot, float threshold) const {
    MatchSettings settings = settings_;
    settings.certain = threshold;
    MatchUpkeep matching = of_moment(snapshot);
    matching.change_settings(settings);
    return matching;
  }

  /// Returns matching with the people of that moment: they are the same for every threshold and every photo.
  MatchUpkeep of_moment(const Snapshot& snapshot) const {
    const auto last = last_.lock();
    if (last->matching && last->moment == snapshot.moment()) return *last->matching;
    last->matching.emplace(settings_);
    last->matching->refresh(snapshot);
    last->matching->ignore_own_caps();
    last->moment = snapshot.moment();
    return *last->matching;
  }

  std::vector<Entry> photos(const Snapshot& snapshot, const ThresholdPlace& place) const {
    const MatchUpkeep matching = matching_at(snapshot, place.threshold);
    std::vector<Entry> entries;
    Images(snapshot).each([&](const ImageKey& key, const ImageRecord& image) {
      if (image.photos == 0 || !matching.folders_of(snapshot, key).contains({FolderKey::Kind::people, place.person}))
        return true;
      for (const PhotoId photo : Images(snapshot).photos_of(key))
        if (!Photos(snapshot).get(photo).name.empty()) entries.push_back(photo_entry(snapshot, owner(), photo));
      return true;
    });
    return entries;
  }

  struct Last {
    std::optional<MatchUpkeep> matching;
    Snapshot::Moment moment;
  };

  NamedFolders& folders_;
  const MatchSettings settings_;
  mutable Guarded<Last> last_;
};

}  // namespace

std::unique_ptr<View> make_what_if_view(Owner owner, NamedFolders& folders, const MatchSettings& settings) {
  return std::make_unique<WhatIfView>(owner, folders, settings);
}

}  // namespace facefs
