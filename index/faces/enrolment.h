// SPDX-License-Identifier: Apache-2.0
// Which face of each reference photo is the person's, and a verdict a photo. A pure function of the set of photos.
//
// A photo with one face speaks for itself. In a group photo the face that the set has in common is taken, or the one
// that is clearly the subject; never a guess: another group photo waits for company. A photo whose face is unlike the
// others does not teach. Which of two kinds of faces is the person's is for the first photo to say, until those that
// came later are more than twice as many.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "index/values/records.h"

namespace facefs {

struct EnrolledPhoto {
  EnrolVerdict verdict = EnrolVerdict::waiting;
  std::string sentence;
  std::uint32_t face = 0;  ///< meaningful when `used`
};

/// A face the user named joins the references, unless it is farther than 0.60 from what they come to: then it is a
/// matter of that photo alone (a child's face, a profile) and would only draw everybody else's photos in.
std::vector<Embedding> with_named_faces(std::vector<Embedding> references, const std::vector<Embedding>& named);

/// One verdict for each reading, in their order. `arrived`: when each came, in nanoseconds; none: all at once. Photos
/// within a second of each other came together: among those, and among all that agree, no order counts.
std::vector<EnrolledPhoto> enrol(std::span<const ReferenceReading> photos, std::span<const std::uint64_t> arrived = {});

}  // namespace facefs
