// SPDX-License-Identifier: Apache-2.0
// The layers of SFace that oneDNN does not run: the first convolution, those in each channel, and the last layer.
//
// Debian 12's oneDNN runs a convolution that is followed by a parametric relu by its slow reference. Here the relu is
// part of reading a row: each layer returns its sums as they are, and the next layer bends them (`slopes`) when it
// takes them up. Numbers are channels-last, f32 or bf16; sums are f32. Compiled for AVX-512, FMA and plain x86-64; the
// best is chosen when the program starts. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/aligner.h"
#include "models/face.h"
#include "models/image.h"
#include "models/sface_network.h"

namespace facefs::sface {

/// The pixels along a side of a chip, and of what the first convolution makes of it.
inline constexpr std::size_t kSide = kSfaceChipSide;

/// Convolves a chip. Writes kSide x kSide x kSfaceStem numbers.
void stem(const Image& chip, const SfaceNetwork& network, float* out);
void stem(const Image& chip, const SfaceNetwork& network, std::uint16_t* out);

/// Bends what a layer has made, side x side x pair.inputs numbers, by its slopes and convolves it in each channel.
/// Bends the result too, for a 1 x 1 convolution. Writes (side / stride) squared x pair.inputs numbers.
void depthwise(const float* in, std::size_t side, const float* slopes, const SfacePair& pair, float* out);
void depthwise(const std::uint16_t* in, std::size_t side, const float* slopes, const SfacePair& pair,
               std::uint16_t* out);

/// Bends what the last pair has made, [cell][channel], and returns it as the last layer takes it, [channel][cell].
std::vector<float> last_numbers(const float* in, const SfaceNetwork& network);
std::vector<float> last_numbers(const std::uint16_t* in, const SfaceNetwork& network);

/// Runs the last layer on the numbers of several faces, because its 6 MB of weights are read from memory each time.
/// Returns 128 numbers of any length for each face.
std::vector<Embedding> projected(std::span<const std::vector<float>> faces, const SfaceNetwork& network);

}  // namespace facefs::sface
