// SPDX-License-Identifier: Apache-2.0
// Kept apart from detector.cc, so that a program that only names detectors does not load their libraries.
#include "models/detector.h"

namespace facefs {

std::string_view name_of(DetectorKind kind) {
  return kind == DetectorKind::yunet ? "yunet" : "hog";
}

std::optional<DetectorKind> detector_named(std::string_view name) {
  if (name == "yunet") return DetectorKind::yunet;
  if (name == "hog") return DetectorKind::hog;
  return std::nullopt;
}

}  // namespace facefs
