// SPDX-License-Identifier: Apache-2.0
// growth_bench FOLDER FOLDER FOLDER...: measures what one new photo, one decision and one listing cost in each
// LargeGallery there, smallest first. The costs must not grow with the library beyond a logarithm. A few of one kind
// are done in each gallery in turn. So other load on the machine and its disk meets all of them. Also measures what a
// decision costs to be kept (B9a), the bytes a face takes (B9b), and what placing one unknown face takes (B10b).
#include <fstream>
#include <iostream>
#include <memory>

#include "bench/bars.h"
#include "bench/driven_writer.h"
#include "bench/large_gallery.h"
#include "fuse/photo_attributes.h"
#include "index/decisions/acts.h"
#include "index/storage/folders.h"
#include "index/upkeep/cluster_search.h"
#include "index/upkeep/unknown_faces.h"

namespace facefs::bench {
namespace {

constexpr int kTurns = 16;
constexpr std::size_t kListings = 24;  // in each turn
constexpr std::size_t kPhotos = 8;
constexpr std::size_t kDecisions = 2;
constexpr std::size_t kPlacings = 2;
constexpr double kNoise = 1.1;            // of one of these figures
constexpr double kFromNothing = 6.0 / 4;  // a logarithm from ten thousand to a million

/// Returns how much this process has written so far, in KiB.
double written() {
  std::ifstream io("/proc/self/io");
  std::string name;
  double bytes = 0;
  while (io >> name >> bytes)
    if (name == "wchar:") return bytes / 1024;
  return 0;
}

/// Microseconds until an act is done, and until all that follows from it is done, too. Also the KiB that the act
/// writes.
struct Cost {
  std::vector<double> done, settled, done_kib;
  /// Measures `act`, and `rest`, which follows from it.
  void measure(const std::function<void()>& act, const std::function<void()>& rest) {
    const double before = written();
    const double ms = milliseconds_of(act);
    done_kib.push_back(written() - before);
    done.push_back(ms * 1000);
    settled.push_back((ms + milliseconds_of(rest)) * 1000);
  }
};

struct Costs {
  std::size_t faces = 0;
  Cost photo, decision;
  std::vector<double> listing;  ///< microseconds
  std::vector<double> placing;  ///< milliseconds
  double face_bytes = 0;        ///< a face, in the tables of faces
  double all_bytes = 0;         ///< a face, in the whole file
};

/// Adds a photo with an enrolled person and a stranger.
void one_photo(DrivenWriter& writer, std::size_t number, Cost& cost) {
  const std::size_t person = 1 + number % (kNamedPeople - 1);
  PhotoRead photo = new_photo(
      writer.photos(), "new " + std::to_string(number),
      {made_up_face_in_photo(person, 700'000'000 + number, 0), made_up_face_in_photo(30'000'000 + number, 1, 1)});
  photo.token = writer.token();
  writer.post(std::move(photo));
  cost.measure([&] { writer.step(); }, [&] { writer.settle(); });
}

std::pair<FolderKey, std::vector<PhotoId>> somebodys_photos(const Gallery& gallery, std::size_t number) {
  const Snapshot snapshot(gallery);  // no page that becomes free is used again while a snapshot is open
  const FolderKey folder{FolderKey::Kind::people, named_person(snapshot, 1 + number % (kNamedPeople - 1))};
  return {folder, Folders(snapshot).photo_ids_in(folder)};
}

/// Says of a photo in somebody's folder that it does not show that person.
void one_decision(DrivenWriter& writer, std::size_t number, Cost& cost) {
  const auto [folder, photos] = somebodys_photos(writer.gallery(), number);
  if (photos.size() < 2) return;
  const PhotoId photo = photos[number % photos.size()];
  bool answered = false;
  const Act act{{"bench", 1000 + number}, SayIsNot{photo, folder}};
  writer.post(ActAsked{act, [&](const ActAnswer& answer) { answered = answer.error == 0; }, writer.token()});
  const auto until_answered = [&] {
    while (!answered) writer.step();
  };
  cost.measure(until_answered, [&] { writer.settle(); });
}

/// Lists a folder that is as large in each gallery, with each photo's attributes.
void one_listing(const Gallery& gallery, std::vector<double>& times) {
  const Owner owner{};
  times.push_back(1000 * milliseconds_of([&] {
                    const Snapshot snapshot(gallery);
                    const FolderKey folder{FolderKey::Kind::people, named_person(snapshot, 0)};
                    for (const PhotoId photo : Folders(snapshot).photo_ids_in(folder))
                      photo_entry(snapshot, owner, photo);
                  }));
}

void some_placings(const Gallery& gallery, std::uint64_t& id, std::vector<double>& times) {
  const Snapshot snapshot(gallery);
  MatchUpkeep matching{usual_settings(RuleKind::bands, space_of(snapshot))};
  matching.refresh(snapshot);
  for (std::size_t placed = 0; placed < kPlacings && id > 1;) {
    if (!unknown_face(snapshot, *matching.settings().space, static_cast<FaceId>(--id))) continue;
    ++placed;
    times.push_back(
        milliseconds_of([&] { regrouped_around(snapshot, matching.sample(), {static_cast<FaceId>(id)}, false); }));
  }
}

void weigh(const Gallery& gallery, Costs& costs) {
  const lmdb::ReadTxn txn(gallery.store()->environment());
  const Tables& tables = gallery.store()->tables();
  const auto faces = static_cast<double>(costs.faces);
  for (const auto table : {tables.face, tables.embedding, tables.code, tables.reach, tables.scale})
    costs.face_bytes += static_cast<double>(txn.bytes(table)) / faces;
  for (const auto table : Tables::kAll) costs.all_bytes += static_cast<double>(txn.bytes(tables.*table)) / faces;
}

/// One of the galleries, and what work costs in it.
class Measured {
 public:
  explicit Measured(const std::filesystem::path& folder) : writer_(folder) {
    writer_.settle();
    costs.faces = Snapshot(writer_.gallery()).counter("faces");
    last_face_ = Snapshot(writer_.gallery()).counter("faces_made");
    weigh(writer_.gallery(), costs);
  }

  void place() { some_placings(writer_.gallery(), last_face_, costs.placing); }
  void list() {
    for (std::size_t i = 0; i < kListings; ++i) one_listing(writer_.gallery(), costs.listing);
  }
  void add() {
    for (std::size_t i = 0; i < kPhotos; ++i) one_photo(writer_, photos_++, costs.photo);
  }
  void decide() {
    for (std::size_t i = 0; i < kDecisions; ++i) one_decision(writer_, decisions_++, costs.decision);
  }

  /// Drops the cost of the first of each kind, which reads pages that have not been read for a while.
  void forget_what_it_cost() {
    Costs fresh;
    fresh.faces = costs.faces;
    fresh.face_bytes = costs.face_bytes;
    fresh.all_bytes = costs.all_bytes;
    costs = fresh;
  }

  Costs costs;

 private:
  DrivenWriter writer_;
  std::uint64_t last_face_ = 0;
  std::size_t photos_ = 0, decisions_ = 0;
};

using Figure = std::function<double(const Costs&)>;

/// Compares the cost in the largest gallery with a logarithm: one through the two galleries before it, which adds the
/// same for each tenfold, or one from nothing through the smallest. The one that allows more counts.
void tell_growth(const std::string& id, const std::string& what, const std::vector<std::unique_ptr<Measured>>& all,
                 const Figure& cost, const Figure& kib = {}) {
  nlohmann::ordered_json counts;
  for (const auto& each : all) {
    const Costs& costs = each->costs;
    counts["us_at_" + std::to_string(costs.faces)] = std::round(cost(costs));
    if (kib) counts["KiB_at_" + std::to_string(costs.faces)] = std::round(kib(costs));
  }
  const double before = cost(all[all.size() - 3]->costs);
  const double last = cost(all[all.size() - 2]->costs);
  const double found = cost(all.back()->costs);
  const double smallest = cost(all.front()->costs);
  const double logarithm = std::max(2 * last - before, kFromNothing * smallest);
  counts["against_the_smallest"] = std::round(100 * found / smallest) / 100;
  tell({of_embedder(id), what, found / logarithm, kNoise, 1, Better::smaller, counts});
}

}  // namespace
}  // namespace facefs::bench

int main(int count, char** words) {
  using namespace facefs::bench;
  if (count < 4) {
    std::cerr << "growth_bench FOLDER FOLDER FOLDER...\n";
    return 2;
  }
  std::vector<std::unique_ptr<Measured>> all;
  for (int i = 1; i < count; ++i) all.push_back(std::make_unique<Measured>(words[i]));
  for (int turn = 0; turn <= kTurns; ++turn) {
    for (const auto kind : {&Measured::place, &Measured::list, &Measured::add, &Measured::decide})
      for (const auto& each : all) ((*each).*kind)();
    if (turn > 0) continue;
    for (const auto& each : all) each->forget_what_it_cost();
  }
  const Costs& largest = all.back()->costs;
  tell_growth(
      "C8 photo", "a new photo until it is shown: in the largest gallery against a logarithm", all,
      [](const Costs& costs) { return median(costs.photo.done); },
      [](const Costs& costs) { return median(costs.photo.done_kib); });
  tell_growth("C8 photo, all", "a new photo with the scale and the groups that follow from it, likewise", all,
              [](const Costs& costs) { return median(costs.photo.settled); });
  tell_growth(
      "C8 decision", "a decision until it is answered, likewise", all,
      [](const Costs& costs) { return median(costs.decision.done); },
      [](const Costs& costs) { return median(costs.decision.done_kib); });
  tell_growth("C8 decision, all", "a decision with whoever else it concerns, likewise", all,
              [](const Costs& costs) { return median(costs.decision.settled); });
  tell_growth("C8 listing", "a folder of 500 photos listed with their attributes, likewise", all,
              [](const Costs& costs) { return median(costs.listing); });
  tell({of_embedder("B9a"),
        "a decision until it is durable, ms",
        median(largest.decision.done) / 1000,
        2,
        0.5,
        Better::smaller,
        {{"faces", largest.faces}}});
  tell({of_embedder("B9b"),
        "bytes of the gallery a face, embedding and all that is known of it",
        largest.face_bytes,
        700,
        600,
        Better::smaller,
        {{"faces", largest.faces}, {"with_photos_names_listings", largest.all_bytes}}});
  tell({of_embedder("B10b"),
        "place one unknown face, ms",
        median(largest.placing),
        10,
        5,
        Better::smaller,
        {{"faces", largest.faces}}});
}
