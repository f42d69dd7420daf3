// SPDX-License-Identifier: Apache-2.0
// make_photos FOLDER COUNT: writes that many photos of the recipe (photo_recipe.h) as files.
#include <cstdlib>
#include <iostream>

#include "bench/photo_recipe.h"
#include "models/weights.h"
#include "support/photo_factory.h"

int main(int count, char** words) {
  using namespace facefs;
  if (count != 3) {
    std::cerr << "make_photos FOLDER COUNT\n";
    return 2;
  }
  const auto heads = bench::heads_of({test::photo("biden.jpg"), test::photo("obama.jpg"), test::photo("obama3.jpg")},
                                     models_folder({}));
  for (int i = 0; i < std::atoi(words[2]); ++i)
    test::write_bytes(std::filesystem::path(words[1]) / ("IMG_" + std::to_string(i) + ".jpg"),
                      bench::recipe_photo(i, heads).jpeg);
}
