// SPDX-License-Identifier: Apache-2.0
// How much a face can be trusted: its size, the detector's score and its sharpness, as one number.
#pragma once

#include "models/detector.h"
#include "models/image.h"

namespace facefs {

/// Returns the variance of the Laplacian of the chip's grey values (Pech-Pacheco et al., 2000): under 50 is blurred.
float sharpness_of(const Image& chip);

/// Returns the quality, 0 to 1. Measured: identity is lost below 32 pixels and whole from 100 on, so size counts up to
/// 100 (docs/matching.md).
float quality_of(const Detection& detection, float sharpness);

}  // namespace facefs
