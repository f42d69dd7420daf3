// SPDX-License-Identifier: Apache-2.0
// small_faces_bench LABELLED: how well a face that is 24 pixels wide is recognised, bar C0 small. LABELLED: a folder
// for each person, with photos of that person alone.
//
// Each photo is shrunk until its face is that wide, and read anew. It is compared with every other photo of the same
// person at full size, read as a reference. The figure is the share of pairs within the largest distance at which
// facefs is ever certain (Space::certain). Besides, five people are enrolled with one photo each, and the whole rule is
// asked. The peer is dlib's network with its own distances, in the same run.
#include <iostream>

#include "bench/bars.h"
#include "bench/peers.h"
#include "daemon/photo_reader.h"
#include "index/faces/scale.h"
#include "models/decode.h"
#include "models/face_reader.h"
#include "models/weights.h"
#include "support/photo_factory.h"

namespace facefs::bench {
namespace {

namespace fs = std::filesystem;

constexpr float kWidth = 24;
constexpr std::size_t kEnrolled = 5;

struct SeenPhoto {
  Face full;
  Embedding as_reference;
  Embedding small;  ///< zeros where no face was found
};
using SeenPeople = std::vector<std::vector<SeenPhoto>>;

struct Counts {
  std::size_t pairs = 0, near = 0, named = 0, wrongly_named = 0;
  std::size_t pairs_of_strangers = 0, near_strangers = 0;
  std::size_t faces = 0, found = 0;
};

bool is_none(const Embedding& face) {
  return face.values == Embedding{}.values;
}

const Face& largest_of(const std::vector<Face>& faces) {
  return *std::max_element(faces.begin(), faces.end(),
                           [](const Face& a, const Face& b) { return a.box.side() < b.box.side(); });
}

/// Returns the photo with its face at that width.
Raster with_small_face(const Raster& photo, const Face& face) {
  const auto longest = static_cast<float>(std::max(photo.width(), photo.height()));
  return area_shrunk(photo.whole(), static_cast<int>(std::lround(longest * kWidth / face.box.width)));
}

std::optional<SeenPhoto> seen(FaceReader& reader, const Raster& photo) {
  const std::vector<Face> full = reader.read(photo, Purpose::photo);
  const std::vector<Face> taught = reader.read(photo, Purpose::reference);
  if (full.empty() || taught.empty()) return std::nullopt;
  const std::vector<Face> small = reader.read(with_small_face(photo, largest_of(full)), Purpose::photo);
  return SeenPhoto{largest_of(full), largest_of(taught).embedding,
                   small.empty() ? Embedding{} : largest_of(small).embedding};
}

SeenPeople people_in(const fs::path& labelled, EmbedderKind embedder) {
  FaceReader reader(networks_for({DetectorKind::yunet, embedder}), models_folder({}));
  std::map<fs::path, std::vector<SeenPhoto>> people;
  for (const std::string& path : photos_below(labelled)) {
    const auto decoded = decode(test::as_bytes(test::bytes_of(path)), {});
    if (const auto* photo = std::get_if<Decoded>(&decoded))
      if (auto found = seen(reader, photo->raster)) people[fs::path(path).parent_path()].push_back(std::move(*found));
  }
  SeenPeople all;
  for (auto& [folder, photos] : people) all.push_back(std::move(photos));
  return all;
}

ScaleSample sample_of(const SeenPeople& people, const Space& space) {
  std::vector<SampledFace> faces;
  for (const auto& photos : people)
    for (const SeenPhoto& photo : photos)
      faces.push_back({static_cast<FaceId>(faces.size() + 1), photo.full.embedding});
  return {SampleCandidates(std::move(faces), space), {}};
}

/// Enrols five people from `first` on by one photo each, the first one by that photo.
std::vector<PersonModel> enrolled(const SeenPeople& people, std::size_t first, std::size_t photo, const Space& space) {
  std::vector<PersonModel> models;
  for (std::size_t i = 0; i < std::min(kEnrolled, people.size()); ++i) {
    const auto& photos = people[(first + i) % people.size()];
    models.push_back(person_model(static_cast<PersonId>(i + 1), {photos[photo % photos.size()].as_reference}, space));
  }
  return models;
}

/// Compares a small face with one photo of each of the enrolled people, of whom the first is its own.
void count(const SeenPhoto& photo, const std::vector<PersonModel>& models, const ScaleSample& sample, Counts& counts) {
  const Space& space = sample.space();
  const bool found = !is_none(photo.small);
  ++counts.pairs;
  counts.pairs_of_strangers += models.size() - 1;
  if (!found) return;
  for (const PersonModel& model : models) {
    const bool near = distance(photo.small, model.centroid) <= space.certain;
    (model.id == models[0].id ? counts.near : counts.near_strangers) += near ? 1 : 0;
  }
  const float side = std::max(photo.full.box.side(), space.side_certain);  // not the rule for small faces
  const Match match =
      match_face(photo.small, side, sample.scale_of(photo.small), models, usual_settings(RuleKind::bands, space));
  if (match.verdict != Verdict::certain) return;
  (match.person == models[0].id ? counts.named : counts.wrongly_named) += 1;
}

Counts recognised(const SeenPeople& people, const Space& space) {
  const ScaleSample sample = sample_of(people, space);
  Counts counts;
  for (std::size_t person = 0; person < people.size(); ++person)
    for (std::size_t photo = 0; photo < people[person].size(); ++photo) {
      ++counts.faces;
      counts.found += is_none(people[person][photo].small) ? 0 : 1;
      for (std::size_t reference = 0; reference < people[person].size(); ++reference)
        if (reference != photo)
          count(people[person][photo], enrolled(people, person, reference, space), sample, counts);
    }
  return counts;
}

double percent(std::size_t part, std::size_t whole) {
  return std::round(1000.0 * static_cast<double>(part) / static_cast<double>(whole)) / 10;
}

}  // namespace
}  // namespace facefs::bench

int main(int count, char** words) {
  using namespace facefs::bench;
  if (count != 2) {
    std::cerr << "small_faces_bench LABELLED\n";
    return 2;
  }
  const auto figures = [&](facefs::EmbedderKind embedder) {
    return recognised(people_in(words[1], embedder), facefs::space_of(embedder));
  };
  const Counts ours = figures(facefs::EmbedderKind::sface);
  const Counts peer = figures(facefs::EmbedderKind::dlib);
  tell({"C0 small",
        "faces 24 pixels wide, near enough to one photo of the same person to be certain, %",
        percent(ours.near, ours.pairs),
        85,
        92,
        Better::larger,
        {{"pairs", ours.pairs},
         {"strangers_as_near", percent(ours.near_strangers, ours.pairs_of_strangers)},
         {"certain_by_the_whole_rule", percent(ours.named, ours.pairs)},
         {"wrong_by_it", ours.wrongly_named},
         {"faces", ours.faces},
         {"found", ours.found},
         {"dlib", percent(peer.near, peer.pairs)},
         {"dlib_strangers_as_near", percent(peer.near_strangers, peer.pairs_of_strangers)},
         {"dlib_by_the_whole_rule", percent(peer.named, peer.pairs)}}});
}
