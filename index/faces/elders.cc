// SPDX-License-Identifier: Apache-2.0
#include "index/faces/elders.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace facefs {
namespace {

constexpr float kLargeFace = 100;  // pixels; a centre has no size, so it counts as a large face

bool has_same_references(const PersonModel& a, const PersonModel& b) {
  return a.id == b.id && a.certain == b.certain && a.since == b.since && a.references.size() == b.references.size() &&
         a.centroid.values == b.centroid.values;
}

class Elders {
 public:
  Elders(std::span<const PersonModel> before, const ScaleSample& sample, const MatchSettings& settings)
      : sample_(sample), settings_(settings) {
    for (const PersonModel& person : before) before_[person.id] = &person;
  }

  /// Finds the elder of a person. Must be called in the order in which the people came.
  void look_at(PersonModel& person) {
    const auto known = before_.find(person.id);
    const bool is_new = known == before_.end() || !has_same_references(*known->second, person);
    const PersonId before = known == before_.end() ? kNobody : known->second->elder;
    person.elder = is_new || changed_.contains(before) || has_changed_near(person) ? elder_of(person) : before;
    if (is_new || person.elder != before) {
      changed_.insert(person.id);
      changed_places_.push_back(person.centroid);
      if (known != before_.end()) changed_places_.push_back(known->second->centroid);
    }
    if (person.elder == kNobody) first_.push_back(person);
  }

  /// Notes a person who is not there any more.
  void gone(const PersonModel& person) {
    changed_.insert(person.id);
    changed_places_.push_back(person.centroid);
  }

 private:
  bool has_changed_near(const PersonModel& person) const {
    const float limit = farthest_reach(person, largest_maybe({&person, 1}, settings_), settings_);
    return std::any_of(changed_places_.begin(), changed_places_.end(),
                       [&](const Embedding& place) { return distance(place, person.centroid) <= limit; });
  }

  PersonId elder_of(const PersonModel& person) const {
    const float scale = sample_.scale_of(person.centroid);
    const PersonId itself[] = {person.id};  // merged people have several centres
    const Match match = match_face(person.centroid, kLargeFace, scale, first_, settings_, itself);
    return match.verdict == Verdict::certain ? match.person : kNobody;
  }

  const ScaleSample& sample_;
  const MatchSettings& settings_;
  std::map<PersonId, const PersonModel*> before_;
  std::vector<PersonModel> first_;  ///< people without an elder
  std::set<PersonId> changed_;
  std::vector<Embedding> changed_places_;
};

}  // namespace

void find_elders(std::vector<PersonModel>& people, std::span<const PersonModel> before, const ScaleSample& sample,
                 bool same_sample, const MatchSettings& settings) {
  for (PersonModel& person : people) person.elder = kNobody;
  if (settings.rule == RuleKind::vote) return;  // the seed's rule has no elders
  Elders elders(same_sample ? before : std::span<const PersonModel>{}, sample, settings);
  std::set<PersonId> here;
  std::vector<PersonModel*> in_order;
  for (PersonModel& person : people) {
    here.insert(person.id);
    in_order.push_back(&person);
  }
  for (const PersonModel& person : before)
    if (!here.contains(person.id)) elders.gone(person);
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const PersonModel* a, const PersonModel* b) { return came_before(*a, *b); });
  for (PersonModel* person : in_order) elders.look_at(*person);
}

std::string text_of(std::span<const PersonModel> people) {
  std::string text;
  for (const PersonModel& person : people)
    if (person.elder != kNobody)
      text += std::to_string(number_of(person.id)) + " " + std::to_string(number_of(person.elder)) + "\n";
  return text;
}

std::vector<Elder> elders_in(std::string_view text) {
  std::vector<Elder> elders;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto next_number = [&] {
    std::uint64_t number = 0;
    const auto [rest, error] = std::from_chars(at, end, number);
    at = rest < end ? rest + 1 : end;
    return error == std::errc() ? number : 0;
  };
  while (at < end) {
    const auto person = static_cast<PersonId>(next_number());
    const auto elder = static_cast<PersonId>(next_number());
    if (person == kNobody || elder == kNobody) break;
    elders.push_back({person, elder});
  }
  return elders;
}

}  // namespace facefs
