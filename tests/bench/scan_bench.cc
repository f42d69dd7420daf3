// SPDX-License-Identifier: Apache-2.0
// scan_bench: scans as facefs does, from files to faces by vision workers: bars B4b, B4c and B11a.
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

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
};

std::vector<PhotoToFind*> pointers_to(std::vector<PhotoToFind>& photos) {
  std::vector<PhotoToFind*> all;
  all.reserve(photos.size());
  for (PhotoToFind& photo : photos) all.push_back(&photo);
  return all;
}

/// Scans with workers that have loaded their models: the first photos are read before the clock starts.
Scan scanned(PhotoReader& reader, std::vector<PhotoToFind>& photos) {
  const std::vector<PhotoToFind*> all = pointers_to(photos);
  reader.read({all.begin(), all.begin() + 4});
  Scan scan{milliseconds_of([&] { reader.read(all); })};
  for (const PhotoToFind& photo : photos)
    if (const auto* reading = std::get_if<PhotoReading>(&photo.found)) scan.faces += reading->faces.size();
  return scan;
}

std::vector<long> children_of(long process) {
  std::ifstream listed("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children");
  return {std::istream_iterator<long>(listed), {}};
}

/// Returns the sum, in MiB, of a process's lines that begin so, in /proc/.../smaps_rollup or /proc/.../status.
double megabytes(long process, const std::string& file, const std::string& line_begins) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/" + file);
  double kilobytes = 0;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(line_begins)) kilobytes += std::stod(line.substr(line.find(':') + 1));
  return kilobytes / 1024;
}

/// Watches the memory of the workers that this process's fork server has, every few milliseconds.
class WorkersMemory {
 public:
  WorkersMemory()
      : looking_([this](const std::stop_token& done) {
          while (!done.stop_requested()) {
            look();
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
          }
        }) {}

  struct Seen {
    double own = 0;       ///< what the largest has for itself alone
    double resident = 0;  ///< with what it shares
    double shared = 0;    ///< what the fork server has, with the libraries
  };
  Seen take() {
    looking_.request_stop();
    looking_.join();
    return seen_;
  }

 private:
  void look() {
    for (const long fork_server : children_of(::getpid()))
      for (const long worker : children_of(fork_server)) {
        seen_.own = std::max(seen_.own, megabytes(worker, "smaps_rollup", "Private_"));
        seen_.resident = std::max(seen_.resident, megabytes(worker, "status", "VmHWM"));
        seen_.shared = std::max(seen_.shared, megabytes(fork_server, "status", "VmRSS"));
      }
  }

  Seen seen_;
  std::jthread looking_;  // last: it uses the others
};

void memory_bar(const std::string& name, const std::string& what, std::vector<PhotoToFind>& photos) {
  PhotoReader reader({}, {}, 2, {});
  WorkersMemory memory;
  const Scan scan = scanned(reader, photos);
  const WorkersMemory::Seen seen = memory.take();
  tell({name,
        what,
        seen.own,
        80,
        60,
        Better::smaller,
        {{"photos", photos.size()},
         {"faces", scan.faces},
         {"resident", std::round(seen.resident)},
         {"loaded_once_for_all", std::round(seen.shared)}}});
}

}  // namespace
}  // namespace facefs::bench

int main() {
  using namespace facefs::bench;
  const facefs::test::TemporaryDirectory home;
  Library library = library_in(home.path());
  std::vector<double> one, two;
  std::size_t faces = 0;
  for (int round = 0; round < 3; ++round)
    for (const unsigned workers : {1U, 2U}) {
      facefs::PhotoReader reader({}, {}, workers, {});
      const Scan scan = scanned(reader, library.all);
      (workers == 1 ? one : two).push_back(scan.ms);
      faces = scan.faces;
    }
  const double seconds = median(two) / 1000;
  const nlohmann::ordered_json counts = {{"photos", kPhotos}, {"faces", faces}};
  tell({"B4b", "photos a second, two workers, 12 megapixels, a fifth of them progressive", kPhotos / seconds, 10, 25,
        Better::larger, counts});
  tell({"B4c", "two workers, against one", median(one) / median(two), 1.85, 1.95, Better::larger, counts});
  memory_bar("B11a", "memory that a worker has for itself at most, MB", library.all);
  memory_bar("B11a baseline", "the same without progressive photos", library.baseline);
}
