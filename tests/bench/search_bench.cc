// SPDX-License-Identifier: Apache-2.0
// search_bench FOLDER: finds faces in the LargeGallery there, against faiss, hnswlib and the loop that everybody writes
// first: bars B5 and B6. It runs on one core (taskset). hnswlib gets a tenth of the faces, because it builds for
// minutes.
#include <faiss/IndexFlat.h>
#include <hnswlib/hnswlib.h>
#include <omp.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <iostream>

#include "bench/bars.h"
#include "bench/driven_writer.h"
#include "bench/large_gallery.h"
#include "index/storage/faces.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/stored_embeddings.h"
#include "index/upkeep/face_search.h"
#include "index/values/content_hash.h"

namespace facefs::bench {
namespace {

constexpr std::size_t kQueries = 1000;
constexpr std::size_t kTimed = 20;
constexpr std::size_t kGraphFaces = 100'000;
constexpr std::size_t kExemplars = 2000;
constexpr std::size_t kNewcomersPhotos = 300;
constexpr std::array<std::size_t, 3> kNewcomers = {20'000'000, 21'000'000, 22'000'000};
constexpr float kSameDistance = 1e-5F;  // two ways of adding up may differ by that

std::vector<Embedding> all_faces(const Snapshot& snapshot) {
  std::vector<Embedding> faces;
  for (std::uint64_t id = 1; id <= snapshot.counter("faces_made"); ++id)
    faces.push_back(Faces(snapshot).embedding(static_cast<FaceId>(id)).value_or(Embedding{}));
  return faces;
}

/// Makes queries: half of them of people who are in the gallery, half of nobody there.
std::vector<Embedding> queries() {
  std::vector<Embedding> made;
  for (std::size_t i = 0; i < kQueries; ++i)
    made.push_back(made_up_face(i % 2 ? i % kNamedPeople : 10'000'000 + i, 800'000'000 + i));
  return made;
}

const float* numbers_of(const std::vector<Embedding>& faces) {
  return faces.front().values.data();
}

/// Finds the nearest face in a loop, as by dlib's length(a - b).
std::size_t nearest_by_loop(const std::vector<Embedding>& faces, const Embedding& query) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < faces.size(); ++i)
    if (distance(query, faces[i]) < distance(query, faces[best])) best = i;
  return best;
}

/// Reads what a search reads first out of memory and does nothing else, for comparison.
std::uint64_t bytes_read(const Snapshot& snapshot) {
  std::uint64_t sum = 0;
  Faces(snapshot).each_code_slice([&](FaceId, const CodeSlice& slice) {
    const auto read_first = std::visit(
        [](const auto& codes) -> std::span<const std::byte> { return std::as_bytes(codes.groups); }, slice.in_layout);
    const std::byte* bytes = read_first.data();
    for (std::size_t at = 0; at + 32 <= read_first.size(); at += 32) {
      std::uint64_t eight[4];
      std::memcpy(eight, bytes + at, sizeof eight);
      sum += eight[0] ^ eight[1] ^ eight[2] ^ eight[3];
    }
    return true;
  });
  return sum;
}

void exact_search_bars(const Snapshot& snapshot, const std::vector<Embedding>& faces) {
  faiss::IndexFlatL2 flat(Embedding::kSize);
  flat.add(static_cast<long>(faces.size()), numbers_of(faces));
  const std::vector<Embedding> asked = queries();
  std::vector<float> squares(kQueries);
  std::vector<std::int64_t> ids(kQueries);  // faiss has moved its own name for this type
  flat.search(kQueries, numbers_of(asked), 1, squares.data(), ids.data());
  std::size_t same = 0;
  for (std::size_t i = 0; i < kQueries; ++i) {
    const auto near = nearest_faces(snapshot, asked[i], 1);
    const float theirs = distance(asked[i], faces[static_cast<std::size_t>(ids[i])]);
    same += near.size() == 1 && near[0].distance <= theirs + kSameDistance ? 1 : 0;
  }
  std::size_t next = 0;
  const auto each = [&](const auto& search) {
    return [&, search] {
      for (std::size_t i = 0; i < kTimed; ++i) search(asked[next++ % kQueries]);
    };
  };
  const auto ours = each([&](const Embedding& query) { nearest_faces(snapshot, query, 1); });
  const Pair flat_pair = in_turns(
      ours, each([&](const Embedding& query) { flat.search(1, query.values.data(), 1, squares.data(), ids.data()); }));
  const Pair loop_pair = in_turns(
      ours, each([&](const Embedding& query) { ids[0] = static_cast<long>(nearest_by_loop(faces, query)); }), 1);
  std::vector<double> reading;
  for (int i = 0; i < 5; ++i) reading.push_back(milliseconds_of([&] { same += bytes_read(snapshot) == 1 ? 1 : 0; }));
  nlohmann::ordered_json counts = {{"faces", faces.size()}, {"runs_on", leading_distances().name}};
  counts["only_reading_what_is_read_first_ms"] = median(reading);
  counts["faiss_ms"] = flat_pair.theirs / kTimed;
  counts["loop_ms"] = loop_pair.theirs / kTimed;
  tell({of_embedder("B5"), "the nearest of a million faces, exact, one core, ms", flat_pair.ours / kTimed, 6, 4,
        Better::smaller, counts});
  tell({of_embedder("B5 faiss"), "the same against faiss's exact search", flat_pair.ratio(), 1.0 / 3, 0.2,
        Better::smaller, counts});
  tell({of_embedder("B5b"),
        "nearest faces that are the nearest, of all asked for",
        static_cast<double>(same) / kQueries,
        1,
        1,
        Better::larger,
        {{"queries", kQueries}}});
}

/// Measures an index that is built before and may miss: how often it finds the nearest face.
void graph_bar(const Snapshot& snapshot, const std::vector<Embedding>& faces) {
  const std::size_t count = std::min(kGraphFaces, faces.size());
  hnswlib::L2Space space(Embedding::kSize);
  hnswlib::HierarchicalNSW<float> graph(&space, count, 16, 200);
  const double building = milliseconds_of([&] {
    for (std::size_t i = 0; i < count; ++i) graph.addPoint(faces[i].values.data(), i);
  });
  graph.setEf(64);
  const std::vector<Embedding> asked = queries();
  std::size_t right = 0;
  double ms = 0;
  for (const Embedding& query : asked) {
    std::size_t found = 0;
    ms += milliseconds_of([&] { found = graph.searchKnn(query.values.data(), 1).top().second; });
    float nearest = 1e9F;
    for (std::size_t i = 0; i < count; ++i) nearest = std::min(nearest, distance(query, faces[i]));
    right += distance(query, faces[found]) <= nearest + kSameDistance ? 1 : 0;
  }
  const double ours = milliseconds_of([&] {
    for (std::size_t i = 0; i < kTimed; ++i) nearest_faces(snapshot, asked[i], 1);
  });
  tell({of_embedder("B5 hnsw"),
        "right answers of hnswlib over a tenth of the faces (ours are all right, and nothing is built)",
        static_cast<double>(right) / kQueries,
        0,
        0,
        Better::larger,
        {{"faces", count},
         {"hnsw_ms", ms / kQueries},
         {"hnsw_build_s", building / 1000},
         {"ours_over_all_ms", ours / kTimed}}});
}

/// Compares a face with every reference, as under vote, and with each person's mean, as under bands.
void exemplar_bar() {
  std::vector<PersonModel> people;
  for (std::size_t person = 0; person < kExemplars / 5; ++person) {
    std::vector<Embedding> references;
    for (std::size_t i = 0; i < 5; ++i) references.push_back(made_up_face(person, i));
    people.push_back(
        person_model(static_cast<PersonId>(person + 1), std::move(references), space_of(made_up_embedder())));
  }
  const std::vector<Embedding> asked = queries();
  const auto all_by = [&](RuleKind rule) {
    return [&, rule] {
      for (const Embedding& query : asked)
        match_face(query, 100, 0.64F, people, usual_settings(rule, space_of(made_up_embedder())));
    };
  };
  const Pair pair = in_turns(all_by(RuleKind::vote), all_by(RuleKind::bands));
  const double by_vote = pair.ours * 1000 / kQueries;
  const double by_bands = pair.theirs * 1000 / kQueries;
  tell({of_embedder("B5a"),
        "a face against 2,000 references of 400 people, by the rule that compares all of them, microseconds",
        by_vote,
        50,
        15,
        Better::smaller,
        {{"by_bands_us", by_bands}}});
}

std::string name_of_newcomer(std::size_t newcomer) {
  return "Newcomer " + std::to_string(newcomer);
}

struct Enrolled {
  double until_last_ms = 0;  ///< the steps until each photo is where the new person puts it
  std::uint64_t listed = 0;
};

void add_photos_without_a_name(DrivenWriter& writer, std::size_t newcomer) {
  for (std::size_t i = 0; i < kNewcomersPhotos; ++i) {
    PhotoRead photo = new_photo(writer.photos(), name_of_newcomer(newcomer) + std::to_string(i),
                                {made_up_face_in_photo(newcomer, i, 0)});
    photo.token = writer.token();
    writer.post(std::move(photo));
  }
  writer.settle();
}

PersonId person_without_references(DrivenWriter& writer, const std::string& name) {
  const auto done = [&](Deed deed) {
    writer.post(ActAsked{{{"bench", 1}, std::move(deed)}, [](const ActAnswer&) {}, writer.token()});
    writer.settle();
  };
  done(AddPerson{name, false});
  const PersonId person = People(Snapshot(writer.gallery())).named(name).value();
  done(BeginTeaching{person});
  return person;
}

/// Enrols a newcomer. The time counts from the references on, which have been read.
Enrolled enrolled(DrivenWriter& writer, std::size_t newcomer) {
  add_photos_without_a_name(writer, newcomer);
  const std::string name = name_of_newcomer(newcomer);
  const PersonId person = person_without_references(writer, name);
  for (std::size_t i = 0; i < 5; ++i)
    writer.post(ReferenceRead{
        person,
        std::to_string(i) + ".jpg",
        {1, i, 1, 1, 1},
        content_hash_of(name + std::to_string(i)),
        ReferenceReading{models_of_bench() + "/jittered", {}, {made_up_face_in_photo(newcomer, 900 + i, 0)}},
        writer.token()});
  const auto listed = [&] {
    return Folders(Snapshot(writer.gallery())).state_of({FolderKey::Kind::people, person}).entries;
  };
  Enrolled enrolled;
  double ms = 0;
  for (bool settled = false; !settled; settled = enrolled.listed > 0 && ms > 4 * enrolled.until_last_ms) {
    ms += milliseconds_of([&] { writer.step(); });
    if (listed() != enrolled.listed) enrolled = {ms, listed()};
  }
  writer.settle();
  return enrolled;
}

/// Enrols three people in turn: the first finds much that nothing has looked at since the gallery was opened.
void enrolment_bar(DrivenWriter& writer) {
  std::vector<double> times;
  nlohmann::ordered_json counts = {{"photos", kNewcomersPhotos}};
  for (const std::size_t newcomer : kNewcomers) {
    const Enrolled one = enrolled(writer, newcomer);
    times.push_back(one.until_last_ms);
    counts["listed"].push_back(one.listed);
    counts["ms"].push_back(std::round(one.until_last_ms));
  }
  tell({of_embedder("B6"), "a person enrolled with five photos over a million faces until the last is listed, ms",
        median(times), 100, 30, Better::smaller, counts});
}

}  // namespace
}  // namespace facefs::bench

int main(int count, char** words) {
  using namespace facefs::bench;
  if (count != 2) {
    std::cerr << "search_bench FOLDER\n";
    return 2;
  }
  omp_set_num_threads(1);
  DrivenWriter writer(words[1]);
  exemplar_bar();
  writer.settle();
  if (facefs::People(facefs::Snapshot(writer.gallery())).spelled(name_of_newcomer(kNewcomers[0]))) {
    std::cerr << words[1] << " has been used: make it anew\n";
    return 2;
  }
  enrolment_bar(writer);
  {
    const facefs::Snapshot snapshot(writer.gallery());
    const std::vector<facefs::Embedding> faces = all_faces(snapshot);
    exact_search_bars(snapshot, faces);
    graph_bar(snapshot, faces);
  }
}
