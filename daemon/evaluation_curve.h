// SPDX-License-Identifier: Apache-2.0
// Draws right names against strangers as an SVG: a line for each embedder, and a dot where facefs stands on it. Pure.
#pragma once

#include <string>
#include <vector>

#include "index/faces/evaluation.h"

namespace facefs {

struct NamedCurve {
  std::string name;
  std::vector<CurvePoint> points;  ///< from strict thresholds to loose ones
};

/// Returns the text of the file.
std::string curve_svg(const std::vector<NamedCurve>& curves, const std::string& title);

}  // namespace facefs
