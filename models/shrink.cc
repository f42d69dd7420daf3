// SPDX-License-Identifier: Apache-2.0
#include "models/shrink.h"

#include <algorithm>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "models/clones.h"
#include "models/cv_image.h"

namespace facefs {
namespace {

#define FACEFS_WIDE FACEFS_CLONES("avx2", "default")

FACEFS_WIDE void add_row(std::uint16_t* sums, const std::uint8_t* row, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
}

/// sums[i] += the sum one pixel further: a box's sum stands where the box begins.
FACEFS_WIDE void add_across(std::uint16_t* across, const std::uint16_t* sums, std::size_t count, int factor) {
  for (std::size_t i = 0; i < count; ++i) across[i] = static_cast<std::uint16_t>(sums[i] + sums[i + 3]);
  for (int k = 2; k < factor; ++k) {
    const std::uint16_t* const further = sums + 3 * static_cast<std::size_t>(k);
    for (std::size_t i = 0; i < count; ++i) across[i] = static_cast<std::uint16_t>(across[i] + further[i]);
  }
}

FACEFS_WIDE void means_of(std::uint8_t* means, const std::uint16_t* sums, std::size_t count, int factor) {
  const float area = static_cast<float>(factor * factor);
  const float inverse = 1 / area;
  for (std::size_t i = 0; i < count; ++i)
    means[i] = static_cast<std::uint8_t>(static_cast<int>((static_cast<float>(sums[i]) + area / 2) * inverse));
}

}  // namespace

Image boxed(const Image& image, int factor) {
  Image small(image.width / factor, image.height / factor);
  if (factor == 2) {  // the one step that OpenCV has vector instructions for
    cv::Mat to = cv_view(small);
    cv::resize(cv_view(image)(cv::Rect(0, 0, 2 * small.width, 2 * small.height)), to, to.size(), 0, 0, cv::INTER_AREA);
    return small;
  }
  const std::size_t count = image.stride();
  const auto step = static_cast<std::size_t>(3 * factor);
  std::vector<std::uint16_t> sums(count + step), across(count);  // what is summed beyond the end is never taken
  std::vector<std::uint8_t> means(count);
  for (int y = 0; y < small.height; ++y) {
    std::fill(sums.begin(), sums.end(), std::uint16_t{0});
    for (int k = 0; k < factor; ++k) add_row(sums.data(), image.row(y * factor + k), count);
    add_across(across.data(), sums.data(), count, factor);
    means_of(means.data(), across.data(), count, factor);
    std::uint8_t* to = small.row(y);
    for (int x = 0; x < small.width; ++x) std::memcpy(to + 3 * x, means.data() + static_cast<std::size_t>(x) * step, 3);
  }
  return small;
}

Image shrunk(const Image& image, int side) {
  const int longest = std::max(image.width, image.height);
  if (longest <= side) return image;  // a copy of at most side x side pixels
  const double scale = static_cast<double>(side) / longest;
  const int factor = std::min(longest / side, kMostBox);
  const bool can_box = factor >= 2 && std::min(image.width, image.height) >= factor;
  Image result(std::max(1, cvRound(image.width * scale)), std::max(1, cvRound(image.height * scale)));
  const Image closer = can_box ? boxed(image, factor) : Image();
  cv::Mat to = cv_view(result);
  cv::resize(cv_view(can_box ? closer : image), to, to.size(), 0, 0,
             longest / side > kMostBox ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

}  // namespace facefs
