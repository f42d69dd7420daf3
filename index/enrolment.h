// SPDX-License-Identifier: Apache-2.0
// Which face of each reference photo is the person's, and a verdict a photo. A pure function of the set of photos.
//
// A photo with one face speaks for itself. In a group photo the face that the set has in common is taken, never a
// guess: a group photo alone waits for another. A photo whose face is unlike the others does not teach.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "index/records.h"

namespace facefs {

struct EnrolledPhoto {
  EnrolVerdict verdict = EnrolVerdict::waiting;
  std::string sentence;
  std::uint32_t face = 0;  ///< meaningful when `used`
};

/// A face the user named joins the references, unless it is farther than 0.60 from what they come to: then it is a
/// matter of that photo alone (a child's face, a profile) and would only draw everybody else's photos in.
std::vector<Embedding> with_named_faces(std::vector<Embedding> references, const std::vector<Embedding>& named);

/// One verdict for each reading, in their order; the verdicts do not depend on that order.
std::vector<EnrolledPhoto> enrol(std::span<const ReferenceReading> photos);

}  // namespace facefs
