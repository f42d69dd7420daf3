// SPDX-License-Identifier: Apache-2.0
#include "index/faces/enrolment.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <set>

#include "index/faces/disjoint_sets.h"

namespace facefs {
namespace {

constexpr float kSubject = 2.0F;  // the subject's side is at least this many times that of a face behind it
constexpr std::uint64_t kTogether = 1'000'000'000;  // nanoseconds, the most between two photos of one copying
constexpr float kFar = std::numeric_limits<float>::infinity();

/// Returns the face that is nearest to all others.
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

/// Judges a person's photos. In `decide` no order counts.
class Enrolment {
 public:
  /// Looks only at those of `photos` that are in `which`.
  Enrolment(std::span<const ReferenceReading> photos, const std::vector<std::size_t>& which, const Space& space)
      : space_(space), photos_(photos), results_(photos.size()) {
    for (const std::size_t photo : which) sort_out(photo);
  }

  std::vector<EnrolledPhoto> decide() {
    if (const auto anchor = common_face()) choose_nearest_to(*anchor);
    while (drop_the_most_unlike()) {
    }
    return told();
  }

  /// Returns the verdicts where earlier photos lead. A photo teaches if it agrees with all that taught before, one
  /// after the other. Photos that teach in `before` keep their face; theirs are the embeddings `taught`.
  std::vector<EnrolledPhoto> decide_after(std::vector<Embedding> taught, const std::vector<EnrolledPhoto>& before) {
    choose_nearest_to(centre_of(taught, space_));
    for (const Candidate& candidate : candidates_) {
      if (before[candidate.photo].verdict == EnrolVerdict::used) {
        chosen_[candidate.photo] = before[candidate.photo].face;
        continue;
      }
      const Embedding& face = embedding(candidate.photo, *chosen_[candidate.photo]);
      if (distance(face, centre_of(taught, space_)) <= space_.unlike)
        taught.push_back(face);
      else
        set_aside(candidate.photo);
    }
    return told();
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
    bool is_large = false;
    for (std::uint32_t i = 0; i < reading.faces.size(); ++i) {
      if (reading.faces[i].box.side() < space_.side_taught) continue;
      is_large = true;
      if (reading.faces[i].score >= space_.score_taught) candidate.faces.push_back(i);
    }
    if (reading.failure)
      say(photo, EnrolVerdict::not_a_photo, reading.failure->sentence);
    else if (reading.faces.empty())
      say(photo, EnrolVerdict::no_face, "no face was found: take a photo that shows it from the front");
    else if (candidate.faces.empty() && is_large)
      say(photo, EnrolVerdict::no_face, "no face is clear enough to teach: take a photo that shows it from the front");
    else if (candidate.faces.empty())
      say(photo, EnrolVerdict::too_small, "its faces are under 40 pixels wide: use the photo at its full size");
    else
      candidates_.push_back(std::move(candidate));
  }

  /// Returns the embedding to look for in each photo. Photos with one face settle it. Without any, it is the face that
  /// is near to one in each other photo, if no other face of its photo is. Else it is the subject's face. Returns
  /// nothing, with a verdict for each photo, where none of this tells.
  std::optional<Embedding> common_face() {
    std::vector<Embedding> singles;
    for (const Candidate& candidate : candidates_)
      if (candidate.faces.size() == 1) singles.push_back(embedding(candidate.photo, candidate.faces[0]));
    if (singles.size() == 1 && candidates_.size() > 1) return singles[0];
    if (!singles.empty()) return medoid_of(singles);
    if (candidates_.size() > 1)
      if (const auto common = unambiguous_common_face()) return common;
    if (const auto subject = common_subject()) return subject;
    for (const Candidate& candidate : candidates_)
      say(candidate.photo, EnrolVerdict::several_faces,
          std::to_string(candidate.faces.size()) +
              " faces, and nothing says which: add a photo that shows this person alone");
    return std::nullopt;
  }

  /// Tells whether only a part of the face is in the picture. Nobody takes a picture for the sake of such a face.
  static bool is_cut_off(const Box& box, const ReferenceReading& photo) {
    return photo.width > 0 && (box.x < 0 || box.y < 0 || box.x + box.width > static_cast<float>(photo.width) ||
                               box.y + box.height > static_cast<float>(photo.height));
  }

  /// Returns the face for whose sake the photo was taken. Every other face must have at most half its side and a lower
  /// quality, or be cut off by the picture's edge.
  std::optional<std::uint32_t> subject_of(const Candidate& candidate) const {
    const ReferenceReading& photo = photos_[candidate.photo];
    const auto side = [&](std::uint32_t face) { return photo.faces[face].box.side(); };
    const std::uint32_t largest = *std::max_element(candidate.faces.begin(), candidate.faces.end(),
                                                    [&](auto a, auto b) { return side(a) < side(b); });
    if (is_cut_off(photo.faces[largest].box, photo)) return std::nullopt;
    for (std::uint32_t i = 0; i < photo.faces.size(); ++i) {
      const bool is_behind =
          side(i) * kSubject <= side(largest) && photo.faces[i].quality < photo.faces[largest].quality;
      if (i != largest && !is_behind && !is_cut_off(photo.faces[i].box, photo)) return std::nullopt;
    }
    return largest;
  }

  std::optional<Embedding> common_subject() const {
    std::vector<Embedding> subjects;
    for (const Candidate& candidate : candidates_)
      if (const auto subject = subject_of(candidate)) subjects.push_back(embedding(candidate.photo, *subject));
    return subjects.empty() ? std::nullopt : std::optional(medoid_of(subjects));
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
    if (!home || best > space_.unlike) return std::nullopt;
    for (const std::uint32_t face : home->faces)
      if (face != common && mean_distance_to_others(*home, face) <= space_.also_common) return std::nullopt;
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
    return distance(embedding(photo, *chosen_[photo]), centre_of(others, space_));
  }

  /// Sets aside the photo that is most unlike the others, or all that are equally far. Returns whether there was one:
  /// then the rest must be looked at again.
  bool drop_the_most_unlike() {
    const std::vector<std::size_t> photos = chosen_photos();
    if (photos.size() < 2) return false;
    std::vector<float> distances;
    distances.reserve(photos.size());
    for (const std::size_t photo : photos) distances.push_back(distance_to_others(photo, photos));
    const float worst = *std::max_element(distances.begin(), distances.end());
    if (worst <= space_.unlike) return false;
    for (std::size_t i = 0; i < photos.size(); ++i)
      if (distances[i] >= worst - 1e-4F) set_aside(photos[i]);
    return true;
  }

  void set_aside(std::size_t photo) {
    chosen_[photo].reset();
    say(photo, EnrolVerdict::unlike_others, "its face is unlike those of the other photos: is it somebody else?");
  }

  std::vector<EnrolledPhoto> told() {
    for (const Candidate& candidate : candidates_)
      if (chosen_[candidate.photo]) say_used(candidate);
    return std::move(results_);
  }

  void say_used(const Candidate& candidate) {
    const std::uint32_t face = *chosen_[candidate.photo];
    std::string sentence = "its face teaches";
    if (candidate.faces.size() > 1)
      sentence = "of its " + std::to_string(photos_[candidate.photo].faces.size()) + " faces number " +
                 std::to_string(face + 1) + " from the left teaches: " +
                 (chosen_photos().size() > 1 ? "the other photos show it too" : "it is far larger than the others");
    results_[candidate.photo] = {EnrolVerdict::used, std::move(sentence), face};
  }

  const Space& space_;
  std::span<const ReferenceReading> photos_;
  std::vector<EnrolledPhoto> results_;
  std::vector<Candidate> candidates_;
  std::vector<std::optional<std::uint32_t>> chosen_ = std::vector<std::optional<std::uint32_t>>(photos_.size());
};

}  // namespace

std::vector<Embedding> with_named_faces(std::vector<Embedding> references, const std::vector<Embedding>& named,
                                        const Space& space) {
  if (named.empty()) return references;
  const Embedding centre = references.empty() ? medoid_of(named) : centre_of(references, space);
  for (const Embedding& face : named)
    if (distance(face, centre) <= space.unlike) references.push_back(face);
  return references;
}

namespace {

std::vector<std::size_t> used_in(const std::vector<EnrolledPhoto>& judged) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < judged.size(); ++i)
    if (judged[i].verdict == EnrolVerdict::used) used.push_back(i);
  return used;
}

/// Returns the photos in the order in which they came.
std::vector<std::size_t> in_order(std::size_t count, std::span<const std::uint64_t> arrived) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!arrived.empty())
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return arrived[a] < arrived[b]; });
  return order;
}

/// Returns how many photos of that order came together with the first.
std::size_t count_of_first(const std::vector<std::size_t>& order, std::span<const std::uint64_t> arrived) {
  std::size_t count = 1;
  while (count < order.size() && (arrived.empty() || arrived[order[count]] - arrived[order[count - 1]] <= kTogether))
    ++count;
  return count;
}

/// Returns the verdicts of the photos that came first. If they differ so much that none teaches, the earliest that can
/// teach alone does.
std::vector<EnrolledPhoto> verdicts_of_first(std::span<const ReferenceReading> photos,
                                             const std::vector<std::size_t>& first, const Space& space) {
  std::vector<EnrolledPhoto> judged = Enrolment(photos, first, space).decide();
  for (std::size_t i = 0; i < first.size() && used_in(judged).empty(); ++i)
    if (auto alone = Enrolment(photos, {first[i]}, space).decide(); !used_in(alone).empty()) judged = std::move(alone);
  return judged;
}

/// Returns the verdicts when the photos that came first say who the person is; nothing while no photo says it.
std::optional<std::vector<EnrolledPhoto>> led_by_the_first(std::span<const ReferenceReading> photos, const Space& space,
                                                           std::span<const std::uint64_t> arrived) {
  const std::vector<std::size_t> order = in_order(photos.size(), arrived);
  for (std::size_t count = count_of_first(order, arrived); count <= order.size(); ++count) {
    const std::vector<std::size_t> first(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count));
    const std::vector<EnrolledPhoto> before = verdicts_of_first(photos, first, space);
    std::vector<Embedding> taught;
    for (const std::size_t photo : used_in(before)) taught.push_back(photos[photo].faces[before[photo].face].embedding);
    if (!taught.empty()) return Enrolment(photos, order, space).decide_after(std::move(taught), before);
  }
  return std::nullopt;
}

/// Returns how many people the faces seem to be. A face that is near one face of a group belongs to the group.
std::size_t people_in(const std::vector<Embedding>& faces, const Space& space) {
  DisjointSets groups(faces.size());
  for (std::size_t i = 0; i < faces.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (distance(faces[i], faces[j]) <= space.likely) groups.join(i, j);
  std::set<std::size_t> roots;
  for (std::size_t i = 0; i < faces.size(); ++i) roots.insert(groups.of(i));
  return roots.size();
}

/// Adds a sentence to the verdicts if the photos seem to show many people. Each photo alone seems near enough to their
/// mean.
void tell_of_many_people(std::span<const ReferenceReading> photos, std::vector<EnrolledPhoto>& judged,
                         const Space& space) {
  const std::vector<std::size_t> used = used_in(judged);
  std::vector<Embedding> faces;
  faces.reserve(used.size());
  for (const std::size_t photo : used) faces.push_back(photos[photo].faces[judged[photo].face].embedding);
  constexpr std::size_t kSuspicious = 3;
  const std::size_t people = people_in(faces, space);
  if (people < kSuspicious || people * 2 <= used.size()) return;
  for (const std::size_t photo : used)
    judged[photo].sentence += "; these " + std::to_string(used.size()) + " photos seem to show " +
                              std::to_string(people) + " people: remove those of others";
}

}  // namespace

std::vector<EnrolledPhoto> enrol(std::span<const ReferenceReading> photos, const Space& space,
                                 std::span<const std::uint64_t> arrived) {
  std::vector<std::size_t> order = in_order(photos.size(), arrived);
  std::vector<EnrolledPhoto> judged = Enrolment(photos, order, space).decide();
  const std::size_t agreed = used_in(judged).size();
  // The order does not count where the first photo is among those that agree.
  const bool first_teaches = !order.empty() && judged[order.front()].verdict == EnrolVerdict::used;
  if (!arrived.empty() && !first_teaches)
    if (auto led = led_by_the_first(photos, space, arrived); led && agreed <= 2 * used_in(*led).size())
      judged = std::move(*led);
  tell_of_many_people(photos, judged, space);
  return judged;
}

}  // namespace facefs
