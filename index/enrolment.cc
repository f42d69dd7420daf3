// SPDX-License-Identifier: Apache-2.0
#include "index/enrolment.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "index/matcher.h"

namespace facefs {
namespace {

constexpr float kUnlike = 0.60F;      // farther than this from the others' centroid is somebody else
constexpr float kAlsoCommon = 0.55F;  // a second face this near to the other photos is common to them as well
constexpr float kFar = std::numeric_limits<float>::infinity();

/// The one that is nearest to all others.
Embedding medoid_of(const std::vector<Embedding>& faces) {
  const auto total = [&](const Embedding& face) {
    float sum = 0;
    for (const Embedding& other : faces) sum += distance(face, other);
    return sum;
  };
  return *std::min_element(faces.begin(), faces.end(), [&](const Embedding& a, const Embedding& b) {
    const float x = total(a);
    const float y = total(b);
    return x != y ? x < y : a.values < b.values;
  });
}

/// A photo's faces that are large enough to teach.
struct Candidate {
  std::size_t photo;
  std::vector<std::uint32_t> faces;
};

class Enrolment {
 public:
  explicit Enrolment(std::span<const ReferenceReading> photos) : photos_(photos), results_(photos.size()) {
    for (std::size_t i = 0; i < photos.size(); ++i) sort_out(i);
  }

  std::vector<EnrolledPhoto> decide() {
    if (const auto anchor = common_face()) choose_nearest_to(*anchor);
    while (drop_the_most_unlike()) {
    }
    for (const Candidate& candidate : candidates_)
      if (chosen_[candidate.photo]) say_used(candidate);
    return std::move(results_);
  }

 private:
  const Embedding& embedding(std::size_t photo, std::uint32_t face) const {
    return photos_[photo].faces[face].embedding;
  }
  void say(std::size_t photo, EnrolVerdict verdict, std::string sentence) {
    results_[photo] = {verdict, std::move(sentence), 0};
  }

  void sort_out(std::size_t photo) {
    const ReferenceReading& reading = photos_[photo];
    Candidate candidate{photo, {}};
    for (std::uint32_t i = 0; i < reading.faces.size(); ++i)
      if (reading.faces[i].box.side() >= kLeastSideTaught) candidate.faces.push_back(i);
    if (reading.failure)
      say(photo, EnrolVerdict::not_a_photo, reading.failure->sentence);
    else if (reading.faces.empty())
      say(photo, EnrolVerdict::no_face, "no face was found: take a photo that shows it from the front");
    else if (candidate.faces.empty())
      say(photo, EnrolVerdict::too_small, "its faces are under 40 pixels wide: use the photo at its full size");
    else
      candidates_.push_back(std::move(candidate));
  }

  /// The embedding to look for in each photo. Photos with one face settle it; without any, the face that is near to one
  /// in each other photo does, if no other face is so too.
  std::optional<Embedding> common_face() {
    std::vector<Embedding> singles;
    for (const Candidate& candidate : candidates_)
      if (candidate.faces.size() == 1) singles.push_back(embedding(candidate.photo, candidate.faces[0]));
    if (singles.size() == 1 && candidates_.size() > 1) return singles[0];
    if (!singles.empty()) return medoid_of(singles);
    if (candidates_.size() > 1)
      if (const auto common = unambiguous_common_face()) return common;
    for (const Candidate& candidate : candidates_)
      say(candidate.photo, EnrolVerdict::several_faces,
          std::to_string(candidate.faces.size()) +
              " faces, and nothing says which: add a photo that shows this person alone");
    return std::nullopt;
  }

  float mean_distance_to_others(const Candidate& own, std::uint32_t face) const {
    float sum = 0;
    for (const Candidate& other : candidates_) {
      if (other.photo == own.photo) continue;
      float nearest = kFar;
      for (const std::uint32_t i : other.faces)
        nearest = std::min(nearest, distance(embedding(own.photo, face), embedding(other.photo, i)));
      sum += nearest;
    }
    return sum / static_cast<float>(candidates_.size() - 1);
  }

  std::optional<Embedding> unambiguous_common_face() const {
    float best = kFar;
    const Candidate* home = nullptr;
    std::uint32_t common = 0;
    for (const Candidate& candidate : candidates_)
      for (const std::uint32_t face : candidate.faces)
        if (const float mean = mean_distance_to_others(candidate, face); mean < best) {
          best = mean;
          home = &candidate;
          common = face;
        }
    if (!home || best > kUnlike) return std::nullopt;
    for (const std::uint32_t face : home->faces)
      if (face != common && mean_distance_to_others(*home, face) <= kAlsoCommon) return std::nullopt;
    return embedding(home->photo, common);
  }

  void choose_nearest_to(const Embedding& anchor) {
    for (const Candidate& candidate : candidates_)
      chosen_[candidate.photo] = *std::min_element(candidate.faces.begin(), candidate.faces.end(), [&](auto a, auto b) {
        return distance(embedding(candidate.photo, a), anchor) < distance(embedding(candidate.photo, b), anchor);
      });
  }

  std::vector<std::size_t> chosen_photos() const {
    std::vector<std::size_t> photos;
    for (std::size_t i = 0; i < chosen_.size(); ++i)
      if (chosen_[i]) photos.push_back(i);
    return photos;
  }

  float distance_to_others(std::size_t photo, const std::vector<std::size_t>& photos) const {
    std::vector<Embedding> others;
    for (const std::size_t other : photos)
      if (other != photo) others.push_back(embedding(other, *chosen_[other]));
    return distance(embedding(photo, *chosen_[photo]), person_model(kNobody, std::move(others)).centroid);
  }

  /// True when one, or all that are equally far, was taken out: then the rest is looked at again without it.
  bool drop_the_most_unlike() {
    const std::vector<std::size_t> photos = chosen_photos();
    if (photos.size() < 2) return false;
    std::vector<float> distances;
    distances.reserve(photos.size());
    for (const std::size_t photo : photos) distances.push_back(distance_to_others(photo, photos));
    const float worst = *std::max_element(distances.begin(), distances.end());
    if (worst <= kUnlike) return false;
    for (std::size_t i = 0; i < photos.size(); ++i)
      if (distances[i] >= worst - 1e-4F) {
        chosen_[photos[i]].reset();
        say(photos[i], EnrolVerdict::unlike_others,
            "its face is unlike those of the other photos: is it somebody else?");
      }
    return true;
  }

  void say_used(const Candidate& candidate) {
    const std::uint32_t face = *chosen_[candidate.photo];
    std::string sentence = "its face teaches";
    if (candidate.faces.size() > 1)
      sentence = "of its " + std::to_string(candidate.faces.size()) + " faces number " + std::to_string(face + 1) +
                 " from the left teaches: the other photos show it too";
    results_[candidate.photo] = {EnrolVerdict::used, std::move(sentence), face};
  }

  std::span<const ReferenceReading> photos_;
  std::vector<EnrolledPhoto> results_;
  std::vector<Candidate> candidates_;
  std::vector<std::optional<std::uint32_t>> chosen_ = std::vector<std::optional<std::uint32_t>>(photos_.size());
};

}  // namespace

std::vector<Embedding> with_named_faces(std::vector<Embedding> references, const std::vector<Embedding>& named) {
  if (named.empty()) return references;
  const Embedding centre = references.empty() ? medoid_of(named) : person_model(kNobody, references).centroid;
  for (const Embedding& face : named)
    if (distance(face, centre) <= kUnlike) references.push_back(face);
  return references;
}

std::vector<EnrolledPhoto> enrol(std::span<const ReferenceReading> photos) {
  return Enrolment(photos).decide();
}

}  // namespace facefs
