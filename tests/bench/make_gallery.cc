// SPDX-License-Identifier: Apache-2.0
// make_gallery FOLDER FACES [files] [sface]: makes a LargeGallery in FOLDER, matched and grouped, for the benches that
// need one.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "bench/bars.h"
#include "bench/driven_writer.h"
#include "bench/large_gallery.h"

int main(int count, char** words) {
  using namespace facefs::bench;
  if (count < 3) {
    std::cerr << "make_gallery FOLDER FACES [files] [sface]\n";
    return 2;
  }
  const std::filesystem::path folder = words[1];
  const auto is_asked = [&](const char* word) {
    return std::any_of(words + 3, words + count, [word](const char* one) { return std::strcmp(one, word) == 0; });
  };
  const bool with_files = is_asked("files");
  if (is_asked("sface")) make_up_faces_of(facefs::EmbedderKind::sface);
  const double filling =
      milliseconds_of([&] { LargeGallery(folder, std::strtoul(words[2], nullptr, 10), with_files); });
  std::cerr << words[2] << " faces: made in " << filling / 1000 << " s";
  const double settling = milliseconds_of([&] { DrivenWriter(folder).settle(); });
  std::cerr << ", matched and grouped in " << settling / 1000 << " s\n";
}
