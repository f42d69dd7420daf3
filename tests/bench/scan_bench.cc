// SPDX-License-Identifier: Apache-2.0
// scan_bench: a scan as facefs does it, files to faces by vision workers: bars B4b, B4c and B11a.
#include <unistd.h>

#include <fstream>

#include "bench/bars.h"
#include "bench/photo_recipe.h"
#include "daemon/photo_reader.h"
#include "models/weights.h"
#include "support/photo_factory.h"

namespace facefs::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kPhotos = 48;

struct Library {
  std::vector<PhotoToFind> all, baseline;
};

Library library_in(const fs::path& folder) {
  const std::vector<fs::path> sources = {test::photo("biden.jpg"), test::photo("obama.jpg"), test::photo("obama3.jpg")};
  const std::vector<Image> heads = heads_of(sources, models_folder({}));
  Library library;
  for (int i = 0; i < kPhotos; ++i) {
    const fs::path file = folder / ("IMG_" + std::to_string(i) + ".jpg");
    const RecipePhoto photo = recipe_photo(i, heads);
    test::write_bytes(file, photo.jpeg);
    library.all.push_back({file.string(), Purpose::photo, {}, Unreadable{}});
    if (!photo.progressive) library.baseline.push_back(library.all.back());
  }
  return library;
}

struct Scan {
  double ms = 0;
  std::size_t faces = 0;
  double worker_megabytes = 0;  ///< the largest resident size of one
};

/// A child's own peak, while it lives: what getrusage tells of children counts our own memory at the fork, too.
double largest_child_megabytes() {
  std::ifstream children("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  double largest = 0;
  for (long child; children >> child;) {
    std::ifstream status("/proc/" + std::to_string(child) + "/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmHWM:")) largest = std::max(largest, std::stod(line.substr(6)) / 1024);
  }
  return largest;
}

/// By workers that have loaded their models: the first photos are read before the clock is started.
Scan scanned(std::vector<PhotoToFind>& photos, unsigned workers) {
  PhotoReader reader({}, workers, {});
  std::vector<PhotoToFind*> all;
  for (PhotoToFind& photo : photos) all.push_back(&photo);
  const std::vector<PhotoToFind*> warming(all.begin(), all.begin() + 4);
  reader.read(warming);
  Scan scan;
  scan.ms = milliseconds_of([&] { reader.read(all); });
  scan.worker_megabytes = largest_child_megabytes();
  for (const PhotoToFind& photo : photos)
    if (const auto* reading = std::get_if<PhotoReading>(&photo.found)) scan.faces += reading->faces.size();
  return scan;
}

}  // namespace
}  // namespace facefs::bench

int main() {
  using namespace facefs::bench;
  const facefs::test::TemporaryDirectory home;
  Library library = library_in(home.path());
  std::vector<double> one, two;
  Scan scan;
  for (int round = 0; round < 3; ++round) {
    one.push_back(scanned(library.all, 1).ms);
    scan = scanned(library.all, 2);
    two.push_back(scan.ms);
  }
  const double seconds = median(two) / 1000;
  const nlohmann::ordered_json counts = {{"photos", kPhotos}, {"faces", scan.faces}};
  tell({"B4b", "photos a second, two workers, 12 megapixels, a fifth of them progressive", kPhotos / seconds, 10, 25,
        Better::larger, counts});
  tell({"B4c", "two workers, against one", median(one) / median(two), 1.85, 1.95, Better::larger, counts});
  tell({"B11a", "largest resident memory of a worker, MB", scan.worker_megabytes, 80, 60, Better::smaller, counts});
  const Scan baseline = scanned(library.baseline, 2);
  tell({"B11a baseline",
        "the same without progressive photos",
        baseline.worker_megabytes,
        80,
        60,
        Better::smaller,
        {{"photos", library.baseline.size()}, {"faces", baseline.faces}}});
}
