// SPDX-License-Identifier: Apache-2.0
#include "models/shrink.h"

#include <algorithm>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "system/clones.h"

namespace facefs {
namespace {

FACEFS_CLONES_FOR_BYTES void add_row(std::uint16_t* sums, const std::uint8_t* row, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
}

/// across[i] = the sum of pixel i and the `more` after it: a box's sum is where the box begins.
FACEFS_CLONES_FOR_BYTES void add_across(std::uint16_t* across, const std::uint16_t* sums, std::size_t count, int more,
                                        std::size_t channels) {
  for (std::size_t i = 0; i < count; ++i) across[i] = sums[i];
  for (int k = 1; k <= more; ++k) {
    const std::uint16_t* const further = sums + channels * static_cast<std::size_t>(k);
    for (std::size_t i = 0; i < count; ++i) across[i] = static_cast<std::uint16_t>(across[i] + further[i]);
  }
}

FACEFS_CLONES_FOR_BYTES void means_of(std::uint8_t* means, const std::uint16_t* sums, std::size_t count, int box) {
  const float area = static_cast<float>(box);
  const float inverse = 1 / area;
  for (std::size_t i = 0; i < count; ++i)
    means[i] = static_cast<std::uint8_t>(static_cast<int>((static_cast<float>(sums[i]) + area / 2) * inverse));
}

/// Copies every `step`th pixel.
void thin_out(std::uint8_t* to, const std::uint8_t* means, int count, std::size_t step, std::size_t channels) {
  if (channels == 1)
    for (int i = 0; i < count; ++i) to[i] = means[static_cast<std::size_t>(i) * step];
  else
    for (int i = 0; i < count; ++i)
      std::memcpy(to + std::ptrdiff_t{3} * i, means + static_cast<std::size_t>(i) * step, 3);
}

cv::Mat view_of(const Pixels& from) {
  return {from.height, from.width, CV_8UC(from.channels), const_cast<std::uint8_t*>(from.bytes), from.stride};
}

/// Halves the picture: the one step that OpenCV has vector instructions for.
std::vector<std::uint8_t> halved(const Pixels& from) {
  const int width = from.width / 2, height = from.height / 2;
  std::vector<std::uint8_t> small(static_cast<std::size_t>(width * from.channels) * static_cast<std::size_t>(height));
  cv::Mat to(height, width, CV_8UC(from.channels), small.data());
  cv::resize(view_of(from)(cv::Rect(0, 0, 2 * width, 2 * height)), to, to.size(), 0, 0, cv::INTER_AREA);
  return small;
}

}  // namespace

std::vector<std::uint8_t> boxed(const Pixels& from, int across, int down) {
  if (across == 2 && down == 2) return halved(from);
  const auto channels = static_cast<std::size_t>(from.channels);
  const std::size_t count = static_cast<std::size_t>(from.width) * channels;
  const std::size_t step = static_cast<std::size_t>(across) * channels;
  const int width = from.width / across, height = from.height / down;
  const std::size_t row = static_cast<std::size_t>(width) * channels;
  std::vector<std::uint8_t> small(row * static_cast<std::size_t>(height)), means(count);
  std::vector<std::uint16_t> sums(count + step), wide(count);  // what is summed beyond the end is never taken
  for (int y = 0; y < height; ++y) {
    std::fill(sums.begin(), sums.end(), std::uint16_t{0});
    for (int k = 0; k < down; ++k)
      add_row(sums.data(), from.bytes + static_cast<std::size_t>(y * down + k) * from.stride, count);
    add_across(wide.data(), sums.data(), count, across - 1, channels);
    means_of(means.data(), wide.data(), count, across * down);
    thin_out(small.data() + static_cast<std::size_t>(y) * row, means.data(), width, step, channels);
  }
  return small;
}

void shrink(const Pixels& from, int across, int down, std::uint8_t* to, int width, int height) {
  const int way = std::max(across, down) > kMostBox ? cv::INTER_AREA : cv::INTER_LINEAR;
  across = std::min(across, kMostBox);
  down = std::min(down, kMostBox);
  cv::Mat target(height, width, CV_8UC(from.channels), to);
  if (across * down == 1 || from.width < across || from.height < down)
    return cv::resize(view_of(from), target, target.size(), 0, 0, way);
  std::vector<std::uint8_t> closer = boxed(from, across, down);
  const cv::Mat source(from.height / down, from.width / across, CV_8UC(from.channels), closer.data());
  cv::resize(source, target, target.size(), 0, 0, way);
}

Image shrunk_canvas(int width, int height, int side) {
  const double scale = static_cast<double>(side) / std::max(width, height);
  return {std::max(1, cvRound(width * scale)), std::max(1, cvRound(height * scale))};
}

Image shrunk(const Image& image, int side) {
  const int longest = std::max(image.width, image.height);
  if (longest <= side) return image;  // a copy of at most side x side pixels
  Image small = shrunk_canvas(image.width, image.height, side);
  shrink(Pixels(image), longest / side, longest / side, small.rgb.data(), small.width, small.height);
  return small;
}

}  // namespace facefs
