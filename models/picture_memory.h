// SPDX-License-Identifier: Apache-2.0
// Estimates how much memory a worker will need for a picture, from its headers, before it is decoded.
//
// In bytes, for a worker as a whole: the sum of its memory without a picture, the file, what the decoder keeps, the
// decoded picture, and the copy that is turned upright. (A decoder keeps all coefficients of a progressive JPEG, and
// all pixels of a lossless WebP at four bytes.) Not included is dlib's HOG detector, which takes a gigabyte for any
// picture. An estimate is at most a few percent below the peak that was measured (docs/benchmarks.md, PictureMemory.*).
// A damaged JPEG that is mended may need its picture once more. Pure, over foreign bytes.
#pragma once

#include <cstdint>
#include <span>

namespace facefs {

struct PictureNeeds {
  std::uint64_t width = 0;  ///< of the stored picture; 0 where the headers do not say, and it will be refused
  std::uint64_t height = 0;
  std::uint64_t bytes = 0;
};

/// What is done with the picture: faces are looked for, or the whole is drawn on.
enum class PictureUse : std::uint8_t { read, draw };

PictureNeeds needs_of(std::span<const std::uint8_t> file, PictureUse use);

/// Any number of pictures are decoded at a time where each needs at most that many bytes.
inline constexpr std::uint64_t kSharedBytes = 400'000'000;

}  // namespace facefs
