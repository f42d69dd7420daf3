// SPDX-License-Identifier: Apache-2.0
// make_gallery FOLDER FACES [files]: makes a LargeGallery in FOLDER, matched and grouped, for the benches that need
// one.
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "bench/bars.h"
#include "bench/driven_writer.h"
#include "bench/large_gallery.h"

int main(int count, char** words) {
  using namespace facefs::bench;
  if (count < 3) {
    std::cerr << "make_gallery FOLDER FACES [files]\n";
    return 2;
  }
  const std::filesystem::path folder = words[1];
  const bool with_files = count > 3 && std::strcmp(words[3], "files") == 0;
  const double filling =
      milliseconds_of([&] { LargeGallery(folder, std::strtoul(words[2], nullptr, 10), with_files); });
  std::cerr << words[2] << " faces: made in " << filling / 1000 << " s";
  const double settling = milliseconds_of([&] { DrivenWriter(folder).settle(); });
  std::cerr << ", matched and grouped in " << settling / 1000 << " s\n";
}
