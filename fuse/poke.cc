// SPDX-License-Identifier: Apache-2.0
#include "fuse/poke.h"

#include <array>

namespace facefs {
namespace {

constexpr std::string_view kActs = "fdlFDr";
constexpr char kEnd = '\0';  // ends each part; no name holds it

}  // namespace

std::string encoded(const Poke& poke) {
  std::string bytes(1, static_cast<char>(poke.act));
  for (const std::string* part : {&poke.folder, &poke.name, &poke.other}) bytes.append(*part).push_back(kEnd);
  return bytes;
}

std::optional<Poke> decoded_poke(std::string_view bytes) {
  if (bytes.empty() || kActs.find(bytes.front()) == std::string_view::npos) return std::nullopt;
  Poke poke{static_cast<Poke::Act>(bytes.front()), {}, {}, {}};
  bytes.remove_prefix(1);
  for (std::string* part : {&poke.folder, &poke.name, &poke.other}) {
    const std::size_t end = bytes.find(kEnd);
    if (end == std::string_view::npos) return std::nullopt;
    *part = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
  }
  return poke;
}

}  // namespace facefs
