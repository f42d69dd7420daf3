// SPDX-License-Identifier: Apache-2.0
// cluster_bench: groups 50,000 unknown faces from nothing on one core (taskset). Beside it runs the loop over all pairs
// by which other programs group: bars B10 and B10a.
#include <sys/resource.h>

#include <iostream>

#include "bench/bars.h"
#include "bench/large_gallery.h"
#include "index/faces/clustering.h"

namespace facefs::bench {
namespace {

constexpr std::size_t kFaces = 50'000;
constexpr std::size_t kOfLoop = 4000;
constexpr float kScale = 0.64F;  // the scale that the sample of a LargeGallery gives

std::vector<UnknownFace> strangers(std::size_t count) {
  std::vector<UnknownFace> faces;
  faces.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    faces.push_back({static_cast<FaceId>(i + 1), made_up_face(kNamedPeople + i / 6, i), kScale, {}});
  return faces;
}

double most_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Counts the edges alone, as dlib's binding makes them before anything is grouped.
std::size_t edges_by_loop(const std::vector<UnknownFace>& faces) {
  std::size_t edges = 0;
  for (std::size_t i = 0; i < faces.size(); ++i)
    for (std::size_t j = i + 1; j < faces.size(); ++j)
      edges +=
          distance(faces[i].embedding, faces[j].embedding) <= space_of(EmbedderKind::dlib).one_person * kScale ? 1 : 0;
  return edges;
}

double pairs(std::size_t faces) {
  return static_cast<double>(faces) * static_cast<double>(faces - 1) / 2;
}

}  // namespace
}  // namespace facefs::bench

int main() {
  using namespace facefs::bench;
  const auto faces = strangers(kFaces);
  const double vectors = most_megabytes();
  std::size_t groups = 0;
  const double ms = milliseconds_of(
      [&] { groups = facefs::grouped(faces, facefs::space_of(facefs::EmbedderKind::dlib), false).size(); });
  const double memory = most_megabytes() - vectors;
  std::size_t edges = 0;
  const auto few = strangers(kOfLoop);
  const double loop = milliseconds_of([&] { edges = edges_by_loop(few); });
  tell({"B10",
        "group 50,000 unknown faces from nothing, one core, s",
        ms / 1000,
        20,
        8,
        Better::smaller,
        {{"groups", groups},
         {"people", kFaces / 6},
         {"pairs_per_us", pairs(kFaces) / ms / 1000},
         {"loop_pairs_per_us", pairs(kOfLoop) / loop / 1000},
         {"edges_of_loop", edges}}});
  tell({"B10a", "memory that takes over the vectors, MB", memory, 150, 50, Better::smaller, {{"faces", kFaces}}});
}
