// SPDX-License-Identifier: Apache-2.0
// Decides which face of each reference photo is the person's, and gives a verdict for each photo. A pure function of
// the photos and of when they came.
//
// A photo with one face speaks for itself. Of a group photo the face is taken that the photos have in common, or the
// one that is clearly the subject. Nothing is guessed: any other group photo waits for more photos. A photo whose face
// is unlike the others does not teach. If the photos show two kinds of faces, the first photo says which is the
// person's. It does so until the later photos that agree are more than twice as many.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "index/faces/space.h"
#include "index/values/records.h"

namespace facefs {

struct EnrolledPhoto {
  EnrolVerdict verdict = EnrolVerdict::waiting;
  std::string sentence;
  std::uint32_t face = 0;  ///< which of the reading's faces teaches, when `used`
};

/// Adds the faces that the user named to the references, except those farther than Space::unlike from their mean. Such
/// a face (a child's, a profile) counts for its own photo alone, because it would only draw everybody else's photos in.
/// Without references, the named face that is nearest to the others is used as the mean.
std::vector<Embedding> with_named_faces(std::vector<Embedding> references, const std::vector<Embedding>& named,
                                        const Space& space);

/// Returns one verdict for each reading, in their order. `arrived` says when each came, in nanoseconds; empty: all at
/// once. Photos each within a second of the one before came together. The order does not count among those, nor where
/// all agree.
std::vector<EnrolledPhoto> enrol(std::span<const ReferenceReading> photos, const Space& space,
                                 std::span<const std::uint64_t> arrived = {});

}  // namespace facefs
