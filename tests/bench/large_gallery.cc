// SPDX-License-Identifier: Apache-2.0
#include "bench/large_gallery.h"

#include <cmath>
#include <fstream>
#include <random>

#include "index/decisions/acts.h"
#include "index/search/face_axes.h"
#include "index/storage/path_tables.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/reference_tables.h"
#include "index/values/content_hash.h"
#include "models/detector_kinds.h"
#include "models/embedder.h"
#include "system/photo_file.h"

namespace facefs::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReferences = 3;
constexpr std::size_t kReferenceNumber = 900'000'000;  // so that no photo has their faces
constexpr std::size_t kPhotosInACommit = 500;
constexpr std::size_t kStrangerIn = 20;
// How faces lie along the axes (index/search/face_axes.h), as measured on 327 real ones: variance falls by e in 28
// axes, and nothing is left after 80. 0.1 % of the pairs of different people are nearer than 0.59, as on a hundred
// press photos.
constexpr float kMean = 0.1F;
constexpr float kBetweenPeople = 0.0968F;
constexpr float kWithinPerson = 0.0578F;
constexpr float kFallOff = 56;
constexpr std::size_t kDirections = 80;
// SFace's faces lie in all directions alike: parts of the unit sphere's radius, so that the cosines of two strangers
// are 0.11 and those of one person's faces 0.70 in the middle, as measured on press photos.
constexpr float kMeanOfSface = 0.33F;
constexpr float kBetweenPeopleOfSface = 0.769F;
constexpr float kWithinPersonOfSface = 0.548F;

EmbedderKind embedder_of_all = EmbedderKind::dlib;

ContentHash content_of(const std::string& text) {
  return content_hash_of(text);
}

/// Returns a random offset along the axes, always the same one for a seed.
Embedding scattered(std::uint64_t seed, float width) {
  std::mt19937 random(static_cast<unsigned>(seed * 2654435761U + 12345U));
  std::normal_distribution<float> normal;
  Embedding embedding;
  for (std::size_t k = 0; k < kDirections; ++k)
    embedding.values[k] = width * std::exp(-static_cast<float>(k) / kFallOff) * normal(random);
  return embedding;
}

/// Returns a random direction, always the same one for a seed, with that length.
Embedding direction(std::uint64_t seed, float length) {
  std::mt19937 random(static_cast<unsigned>(seed * 2654435761U + 12345U));
  std::normal_distribution<float> normal;
  Embedding embedding;
  for (float& value : embedding.values) value = normal(random);
  return with_length(embedding, length);
}

void add(Embedding& to, const Embedding& more) {
  for (std::size_t k = 0; k < Embedding::kSize; ++k) to.values[k] += more.values[k];
}

/// Returns whose the `number`-th face of the library is. Each stranger has about six faces.
std::size_t person_at(std::size_t number) {
  if (number % kStrangerIn == 0) return kNamedPeople + number / kStrangerIn / 6;
  return 1 + number * 2654435761U % 4294967296U % (kNamedPeople - 1);
}

FileStamp stamp_for(const fs::path& path, const std::string& bytes, bool with_file, std::uint64_t number) {
  if (!with_file) return {1, number, bytes.size(), 1'700'000'000'000'000'000 + number, 1};
  std::ofstream(path, std::ios::binary) << bytes;
  return std::get<FileStamp>(stamp_at(path.string()));
}

ImageKey image_of(const ContentHash& content) {
  ImageKey image{{}, 4000, 3000};
  std::copy_n(content.bytes.begin(), image.hash.size(), image.hash.begin());
  return image;
}

class Filler {
 public:
  Filler(LargeGallery& made, bool with_files)
      : made_(made), with_files_(with_files), gallery_(made.data / "gallery", {made.photos.string()}) {}

  void people() {
    DecisionLog log(made_.data / "decisions.log");
    Update update(gallery_);
    update.set_text("models", models_of_bench());
    update.set_text("log_uuid", log.uuid());
    for (std::size_t person = 0; person < kNamedPeople; ++person) person_with_references(update, log, person);
    update.set_counter("log_seq", log.last_seq());
    update.commit();
  }

  void photos() {
    while (made_.faces_left() > 0) {
      Update update(gallery_);
      const FolderId folder = PathTables(update).folder_for(made_.photos.string());
      for (std::size_t i = 0; i < kPhotosInACommit && made_.faces_left() > 0; ++i) photo(update, folder);
      update.commit();
    }
  }

 private:
  void person_with_references(Update& update, DecisionLog& log, std::size_t person) {
    LogEntry line;
    line.person = log.new_person();
    line.name = name_of_person(person);
    line.program = "bench";
    line = log.append(std::move(line));
    PersonRecord record{line.name, true, line.time_ns};
    record.since = line.seq;
    PeopleTables(update).add(line.person, record);
    const fs::path folder = made_.data / "references" / text_of(line.person);
    fs::create_directories(folder);
    std::vector<NamedReference> named;
    for (std::size_t i = 0; i < kReferences; ++i) {
      const std::string file = std::to_string(i) + ".jpg";
      named.push_back({new_reference_file(), file});
      const std::string bytes = "reference " + line.name + " " + file;
      const FileStamp stamp = stamp_for(folder / named.back().file, bytes, with_files_, i);
      ReferenceTables(update).put_reading(
          content_of(bytes),
          {models_of_bench() + "/jittered", {}, {made_up_face_in_photo(person, kReferenceNumber + i, 0)}});
      ReferenceTables(update).put(line.person, file, {stamp, content_of(bytes), EnrolVerdict::used, "", 0});
    }
    apply(update, log, {{"bench", 0}, NameReferences{line.person, named}});
  }

  void photo(Update& update, FolderId folder) {
    const std::size_t number = made_.photo_count++;
    std::vector<Face> faces;
    if (number < kFixedPhotos) {
      faces.push_back(made_up_face_in_photo(0, number, 0));
    } else {
      const std::size_t count = std::min(made_.faces_left(), number % 3 == 0 ? std::size_t{4} : std::size_t{3});
      for (std::size_t i = 0; i < count; ++i)
        faces.push_back(made_up_face_in_photo(person_at(made_.faces + i), made_.faces + i, i));
    }
    made_.faces += faces.size();
    const std::string name = "IMG_" + std::to_string(10'000'000 + number) + ".jpg";
    const std::string bytes = "not to be read: " + name;
    const ContentHash content = content_of(bytes);
    const PhotoId id = PhotoTables(update).add(content, NewFaces{image_of(content), false, models_of_bench(), faces});
    PathTables(update).set({folder, name}, stamp_for(made_.photos / name, bytes, with_files_, number), id);
  }

  LargeGallery& made_;
  bool with_files_;
  Gallery gallery_;
};

}  // namespace

void make_up_faces_of(EmbedderKind embedder) {
  embedder_of_all = embedder;
}

EmbedderKind made_up_embedder() {
  return embedder_of_all;
}

void make_up_faces_as_in(const Snapshot& snapshot) {
  make_up_faces_of(embedder_in(snapshot.text("models")).value_or(EmbedderKind::dlib));
}

std::string of_embedder(const std::string& bar) {
  return embedder_of_all == EmbedderKind::dlib ? bar : bar + " " + std::string(name_of(embedder_of_all));
}

std::string models_of_bench() {
  return models_id(networks_for({DetectorKind::yunet, embedder_of_all}));
}

std::string name_of_person(std::size_t person) {
  return "Person " + std::to_string(1000 + person);
}

Embedding made_up_face(std::size_t person, std::size_t number) {
  const std::uint64_t whose = person * 2 + 1, which = (person + 1) * 7'919 + number * 2 + 1'000'000'007;
  if (embedder_of_all == EmbedderKind::sface) {
    Embedding face = direction(whose, kBetweenPeopleOfSface);
    add(face, direction(which, kWithinPersonOfSface));
    add(face, direction(0, kMeanOfSface));
    return with_length(face, kSfaceRadius);
  }
  Embedding face = scattered(whose, kBetweenPeople);
  add(face, scattered(which, kWithinPerson));
  face = from_axes(face);
  for (float& value : face.values) value += kMean;
  return face;
}

Face made_up_face_in_photo(std::size_t person, std::size_t number, std::size_t place) {
  Face face;
  face.box = {100 + 900 * static_cast<float>(place), 400, 300, 300};
  face.score = 0.9F;
  face.quality = 0.5F + 0.0004F * static_cast<float>(number % 1000);
  face.embedding = made_up_face(person, number);
  return face;
}

LargeGallery::LargeGallery(const fs::path& folder, std::size_t wanted, bool with_files)
    : data(folder / "data"), photos(folder / "photos"), wanted_(wanted) {
  fs::create_directories(data);
  fs::create_directories(photos);
  fs::permissions(data, fs::perms::owner_all);
  Filler filler(*this, with_files);
  filler.people();
  filler.photos();
}

PhotoRead new_photo(const fs::path& photos, const std::string& name, const std::vector<Face>& faces) {
  const std::string bytes = "not to be read: " + name;
  const ContentHash content = content_of(bytes);
  const std::uint64_t number = 1'000'000'000 + std::hash<std::string>{}(name) % 1'000'000'000;
  const FileStamp stamp{1, number, bytes.size(), 1'700'000'000'000'000'000 + number, 1};
  return {(photos / name).string(),
          stamp,
          content,
          NewFaces{image_of(content), false, models_of_bench(), faces},
          nullptr,
          nullptr};
}

PersonId named_person(const Snapshot& snapshot, std::size_t person) {
  return People(snapshot).named(name_of_person(person)).value();
}

}  // namespace facefs::bench
