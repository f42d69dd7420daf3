// SPDX-License-Identifier: Apache-2.0
#include "models/detector.h"

#include "models/detector_kinds.h"

namespace facefs {

std::unique_ptr<Detector> make_detector(DetectorKind kind, const std::filesystem::path& models) {
  return kind == DetectorKind::yunet ? make_yunet(yunet_in_rows(models)) : make_hog();
}

}  // namespace facefs
