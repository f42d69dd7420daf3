// SPDX-License-Identifier: Apache-2.0
// How much memory a worker will need for a picture, told from its headers before it is decoded.
//
// In bytes, of a worker as a whole: what it holds without a picture, the file, what the decoder keeps (of a progressive
// JPEG all coefficients, of a lossless WebP all pixels at four bytes), the decoded picture, the copy that is turned
// upright; not what dlib's HOG detector takes, which is a gigabyte for any picture. An estimate is not below the peak
// that was measured by more than a few percent (docs/benchmarks.md, PictureMemory.*). A damaged JPEG that is mended may
// need its picture once more. Pure, over foreign bytes.
#pragma once

#include <cstdint>
#include <span>

namespace facefs {

struct PictureNeeds {
  std::uint64_t width = 0;  ///< as it is stored; 0 where the headers do not say, and it will be refused
  std::uint64_t height = 0;
  std::uint64_t bytes = 0;
};

/// What becomes of it: faces are looked for, or the whole is drawn on.
enum class PictureUse : std::uint8_t { read, draw };

PictureNeeds needs_of(std::span<const std::uint8_t> file, PictureUse use);

/// Up to that many bytes any number of pictures are decoded at a time.
inline constexpr std::uint64_t kSharedBytes = 400'000'000;

}  // namespace facefs
