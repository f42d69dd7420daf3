// SPDX-License-Identifier: Apache-2.0
// Says what facefs makes of damaged files, for tests/measure/damaged_files.py.
//
// Reads lines "DAMAGED<tab>UNDAMAGED" and writes for each "VERDICT<tab>FACES<tab>STRANGE<tab>SPOILED<tab>SENTENCE". The
// verdict is read, told (read, with a line in failures.txt) or refused (and why). FACES says how many faces count.
// STRANGE says how many of them have no face of the undamaged file nearer than 0.6. SPOILED says how many were left out
// because they are in lost rows.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "models/decode.h"
#include "models/face_reader.h"

namespace {

using namespace facefs;

std::vector<std::uint8_t> bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Faces {
 public:
  explicit Faces(const std::string& models) : reader_({}, models) {}
  std::vector<Face> in(const Decoded& picture) { return reader_.read(picture.raster, Purpose::photo); }
  const std::vector<Face>& of_undamaged(const std::string& path) {
    const auto [found, is_new] = known_.try_emplace(path);
    if (is_new) found->second = in(std::get<Decoded>(decode(bytes_of(path), {})));
    return found->second;
  }

 private:
  FaceReader reader_;
  std::map<std::string, std::vector<Face>> known_;
};

void report(Faces& faces, const std::string& damaged, const std::string& undamaged) {
  const auto decoded = decode(bytes_of(damaged), {});
  if (const auto* why = std::get_if<Unreadable>(&decoded)) {
    std::cout << "refused " << name_of(why->reason) << "\t0\t0\t0\t" << why->sentence << std::endl;
    return;
  }
  const auto& picture = std::get<Decoded>(decoded);
  std::vector<Face> found = faces.in(picture);
  const auto spoiled = std::erase_if(found, [&](const Face& face) { return picture.damage.spoils(face.box); });
  const auto strange = std::count_if(found.begin(), found.end(), [&](const Face& face) {
    const auto& true_ones = faces.of_undamaged(undamaged);
    return std::none_of(true_ones.begin(), true_ones.end(),
                        [&](const Face& other) { return distance(face.embedding, other.embedding) < 0.6F; });
  });
  std::cout << (picture.damage.sentence.empty() ? "read" : "told") << '\t' << found.size() << '\t' << strange << '\t'
            << spoiled << '\t' << picture.damage.sentence << std::endl;
}

}  // namespace

int main(int, char** arguments) {
  Faces faces(arguments[1]);
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t tab = line.find('\t');
    report(faces, line.substr(0, tab), line.substr(tab + 1));
  }
}
