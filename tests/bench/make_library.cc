// SPDX-License-Identifier: Apache-2.0
// make_library DATA PHOTOS MODEL COUNT BYTES: writes COUNT files of BYTES bytes to PHOTOS. The gallery in DATA then
// knows them as photos with the first face of MODEL, a photo there that facefsd has seen. facefsd must not be running.
#include <cstdlib>
#include <iostream>

#include "support/gallery_on_disk.h"

int main(int count, char** words) {
  if (count != 6) {
    std::cerr << "make_library DATA PHOTOS MODEL COUNT BYTES\n";
    return 2;
  }
  const long photos = std::atol(words[4]);
  std::vector<std::string> names;
  for (long i = 0; i < photos; ++i) {
    const std::string digits = std::to_string(i);
    names.push_back("IMG_" + std::string(7 - digits.size(), '0') + digits + "_" + words[5] + ".jpg");
  }
  facefs::test::add_known_photos(words[1], words[2], words[3], names, static_cast<std::size_t>(std::atol(words[5])));
}
