// SPDX-License-Identifier: Apache-2.0
#include "models/detector.h"

#include "models/detector_kinds.h"

namespace facefs {

std::string_view name_of(DetectorKind kind) { return kind == DetectorKind::yunet ? "yunet" : "hog"; }

std::optional<DetectorKind> detector_named(std::string_view name) {
  if (name == "yunet") return DetectorKind::yunet;
  if (name == "hog") return DetectorKind::hog;
  return std::nullopt;
}

std::unique_ptr<Detector> make_detector(DetectorKind kind, const std::filesystem::path& models) {
  return kind == DetectorKind::yunet ? make_yunet(models) : make_hog();
}

}  // namespace facefs
