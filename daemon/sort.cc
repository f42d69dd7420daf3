// SPDX-License-Identifier: Apache-2.0
#include "daemon/sort.h"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <utility>

#include "daemon/photo_bytes.h"
#include "daemon/photo_reader.h"
#include "daemon/progress.h"
#include "index/faces/enrolment.h"
#include "index/faces/scale.h"
#include "index/values/display_name.h"
#include "models/weights.h"
#include "system/durable_file.h"
#include "system/text.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;

struct Photo : PhotoToFind {
  std::vector<Match> matches;
};

ImageFormat format_named(const std::string& name) {
  if (name.ends_with(".png") || name.ends_with(".PNG")) return ImageFormat::png;
  if (name.ends_with(".webp") || name.ends_with(".WEBP")) return ImageFormat::webp;
  return ImageFormat::jpeg;
}

class Sorter {
 public:
  explicit Sorter(const SortOrder& order)
      : order_(order), reader_(order.networks, order.models, order.workers, order.output / "encodings.cbor") {}

  Sorted sort() {
    // The vote rule is the seed's own and compares plain embeddings. Bands compare references that are read with
    // more care (embed_reference).
    const Purpose taught = order_.match.rule == RuleKind::vote ? Purpose::photo : Purpose::reference;
    for (const auto& folder : fs::directory_iterator(order_.references))
      if (folder.is_directory()) collect(references_[folder.path().filename().string()], folder.path(), {}, taught);
    collect(photos_, order_.photos, fs::weakly_canonical(order_.output), Purpose::photo);
    if (references_.empty())
      throw std::runtime_error(order_.references.string() +
                               " holds no folder: make one for each person, with a few photos in it");
    read_all();
    reader_.save();
    sorted_.looked_at = reader_.looked_at();
    sorted_.known = reader_.known();
    learn();
    match();
    draw_all();
    return std::move(sorted_);
  }

 private:
  static void collect(std::vector<Photo>& photos, const fs::path& folder, const fs::path& left_out, Purpose purpose) {
    for (std::string& path : photos_below(folder, left_out))
      photos.push_back({{std::move(path), purpose, {}, Unreadable{}}, {}});
  }

  void read_all() {
    std::vector<PhotoToFind*> all;
    for (auto& [name, photos] : references_)
      for (Photo& photo : photos) all.push_back(&photo);
    for (Photo& photo : photos_) all.push_back(&photo);
    reader_.read(all);
  }

  void learn() {
    std::uint64_t number = 0;
    for (const auto& [name, photos] : references_) {
      std::vector<ReferenceReading> readings;
      for (const Photo& photo : photos) readings.push_back(reading_of(photo));
      const std::vector<EnrolledPhoto> judged = enrol(readings, *order_.match.space);
      std::vector<Embedding> references;
      for (std::size_t i = 0; i < photos.size(); ++i) {
        if (judged[i].verdict == EnrolVerdict::used)
          references.push_back(readings[i].faces[judged[i].face].embedding);
        else
          note(photos[i].path, judged[i].sentence);
      }
      names_.push_back(name);
      ++number;
      if (!references.empty())
        people_.push_back(person_model(static_cast<PersonId>(number), std::move(references), *order_.match.space));
    }
  }

  static ReferenceReading reading_of(const Photo& photo) {
    if (const auto* why = std::get_if<Unreadable>(&photo.found)) return {"", *why, {}};
    const auto& found = std::get<PhotoReading>(photo.found);
    return {"", {}, found.faces, static_cast<std::uint32_t>(found.width), static_cast<std::uint32_t>(found.height)};
  }

  const std::string& name_of_person(PersonId id) const { return names_[number_of(id) - 1]; }

  /// Returns the sample of this run's faces, in the order in which the daemon would take it.
  ScaleSample sample() const {
    std::map<ImageHash, const PhotoReading*> images;
    for (const Photo& photo : photos_)
      if (const auto* reading = std::get_if<PhotoReading>(&photo.found)) images.emplace(reading->image_hash, reading);
    std::vector<SampledFace> candidates;
    for (const auto& [hash, reading] : images)
      for (const Face& face : reading->faces)
        if (face.box.side() >= order_.match.space->side_certain && candidates.size() < kSampleCandidates)
          candidates.push_back({static_cast<FaceId>(candidates.size() + 1), face.embedding});
    return {SampleCandidates(std::move(candidates), *order_.match.space), people_};
  }

  void match() {
    const ScaleSample scale = sample();
    for (Photo& photo : photos_) {
      const auto* reading = std::get_if<PhotoReading>(&photo.found);
      if (!reading) {
        note(photo.path, std::get<Unreadable>(photo.found).sentence);
        continue;
      }
      std::set<std::string> certain;
      for (const Face& face : reading->faces) {
        photo.matches.push_back(
            match_face(face.embedding, face.box.side(), scale.scale_of(face.embedding), people_, order_.match));
        if (photo.matches.back().verdict == Verdict::certain)
          certain.insert(name_of_person(photo.matches.back().person));
      }
      for (const std::string& name : certain) sorted_.people[name].push_back(photo.path);
    }
  }

  void draw_all() {
    Progress progress("drawing names");
    std::size_t done = 0;
    for (const Photo& photo : photos_) {
      if (std::holds_alternative<PhotoReading>(photo.found)) start_drawing(photo);
      reader_.work_until(PhotoReader::kInFlight);
      progress.show(++done, photos_.size());
    }
    reader_.work_until(1);
  }

  void start_drawing(const Photo& photo) {
    PhotoBytesResult read = read_photo_bytes(open_photo(photo.path), never_);
    const auto* bytes = std::get_if<PhotoBytes>(&read);
    if (!bytes) return;
    const std::string name = free_output_name("output_" + fs::path(photo.path).filename().string());
    const fs::path target = order_.output / name;
    VisionJob job;
    job.request.task = DrawLabels{format_named(name), labels_of(photo), 0};
    job.photo = bytes->memory;
    job.output = std::make_shared<UniqueFd>(::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!*job.output) throw std::system_error(errno, std::generic_category(), "writing " + target.string());
    reader_.submit(std::move(job), [this, &photo](VisionReply reply) {
      if (const auto* why = std::get_if<Unreadable>(&reply.result))
        note(photo.path, why->sentence);
      else
        ++sorted_.labelled;
    });
  }

  /// Returns an output name that is free: two photos of one basename do not overwrite each other.
  std::string free_output_name(const std::string& basename) {
    unsigned count = 1;
    while (!taken_.insert(numbered_name(basename, count)).second) ++count;
    return numbered_name(basename, count);
  }

  std::vector<Label> labels_of(const Photo& photo) const {
    const auto& faces = std::get<PhotoReading>(photo.found).faces;
    std::vector<Label> labels;
    for (std::size_t i = 0; i < faces.size(); ++i) {
      const bool known = photo.matches[i].verdict == Verdict::certain;
      labels.push_back({faces[i].box, known ? name_of_person(photo.matches[i].person) : "Unknown"});
    }
    return labels;
  }

  void note(const std::string& path, const std::string& sentence) {
    sorted_.notes.push_back(escaped(path) + ": " + sentence);
  }

  const SortOrder& order_;
  std::atomic<bool> never_ = false;
  PhotoReader reader_;
  std::map<std::string, std::vector<Photo>> references_;
  std::vector<Photo> photos_;
  std::vector<PersonModel> people_;
  std::vector<std::string> names_;  // of person 1, 2, ...
  std::set<std::string> taken_;
  Sorted sorted_;
};

}  // namespace

Sorted sort_photos(const SortOrder& order) {
  for (const fs::path& folder : {order.references, order.photos})
    if (!fs::is_directory(folder)) throw std::runtime_error(folder.string() + " is not a folder");
  verify_weights(models_folder(order.models), order.networks);
  fs::create_directories(order.output);
  Sorted sorted = Sorter(order).sort();
  nlohmann::ordered_json index = nlohmann::ordered_json::object();
  for (const auto& [name, paths] : sorted.people)
    for (const std::string& path : paths) index[json_string(name)].push_back(json_string(path));
  write_durably(order.output / "index.json", json_text(index, 1) + "\n");
  return sorted;
}

}  // namespace facefs
