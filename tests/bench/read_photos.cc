// SPDX-License-Identifier: Apache-2.0
// read_photos FOLDER: reads the folder's photos once for each line on stdin, from their bytes to embeddings, on one
// core, as a vision worker does. Writes to stdout how many milliseconds that took and how many faces there are. So a
// peer that is another program takes turns with it (python_bench.py).
#include <malloc.h>

#include <iostream>

#include "bench/bars.h"
#include "models/decode.h"
#include "models/face_reader.h"
#include "models/weights.h"
#include "support/photo_factory.h"

int main(int count, char** words) {
  using namespace facefs;
  if (count != 2) {
    std::cerr << "read_photos FOLDER\n";
    return 2;
  }
  std::vector<std::string> photos;
  for (const auto& entry : std::filesystem::directory_iterator(words[1]))
    photos.push_back(test::bytes_of(entry.path()));
  FaceReader reader({}, models_folder({}));
  ::mallopt(M_MMAP_MAX, 0);  // as a vision worker does
  ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
  for (std::string line; std::getline(std::cin, line);) {
    std::size_t faces = 0;
    const double ms = bench::milliseconds_of([&] {
      for (const std::string& bytes : photos)
        faces += reader.read(std::get<Decoded>(decode(test::as_bytes(bytes), {})).raster, Purpose::photo).size();
    });
    std::cout << ms << ' ' << faces << std::endl;
  }
}
