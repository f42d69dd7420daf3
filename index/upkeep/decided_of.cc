// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/decided_of.h"

#include <vector>

#include "index/storage/decisions.h"
#include "index/storage/people.h"

namespace facefs {

DecidedPhoto decided_of(const Snapshot& snapshot, const ImageKey& key, std::span<const NumberedFace> faces) {
  std::vector<Box> boxes;
  for (const NumberedFace& face : faces) boxes.push_back(face.record.box);
  return decided(Decisions(snapshot).of(key), boxes,
                 [&](PersonId person) { return People(snapshot).resolved(person); });
}

}  // namespace facefs
