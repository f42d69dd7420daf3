// SPDX-License-Identifier: Apache-2.0
#include "models/picture_memory.h"

#include <webp/decode.h>

#include <algorithm>
#include <array>
#include <optional>

#include "models/image_hash.h"
#include "models/jpeg_segments.h"

namespace facefs {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint64_t kWorker = 100'000'000;  // with its share of the models and the detector's second look
constexpr std::uint64_t kRgb = 3;               // bytes a pixel

std::uint64_t number_at(Bytes bytes, std::size_t at, int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

std::uint64_t rounded_up(std::uint64_t value, std::uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// What a JPEG's frame header says (ITU T.81, B.2.2).
struct Frame {
  std::uint64_t width = 0, height = 0;
  bool progressive = false;
  std::size_t components = 0;
  std::array<std::pair<unsigned, unsigned>, 4> samples{};  ///< across, down; as many as components
};

std::optional<Frame> frame_in(const JpegSegment& segment) {
  const bool is_frame = segment.marker >= 0xc0 && segment.marker <= 0xcf && segment.marker != 0xc4 &&
                        segment.marker != 0xc8 && segment.marker != 0xcc;
  const Bytes payload = segment.payload;
  if (!is_frame || payload.size() < 6 || payload.size() < 6U + 3U * payload[5]) return std::nullopt;
  Frame frame{number_at(payload, 3, 2),
              number_at(payload, 1, 2),
              (segment.marker & 3) == 2,
              std::min<std::size_t>(payload[5], 4),
              {}};
  for (std::size_t i = 0; i < frame.components; ++i)
    frame.samples[i] = {std::clamp(payload[7 + 3 * i] >> 4, 1, 4), std::clamp(payload[7 + 3 * i] & 15, 1, 4)};
  return frame;
}

/// Returns how many samples the frame has, in whole blocks.
std::uint64_t samples_of(const Frame& frame) {
  unsigned across = 1, down = 1;
  for (const auto& [h, v] : frame.samples) across = std::max(across, h), down = std::max(down, v);
  std::uint64_t samples = 0;
  for (std::size_t i = 0; i < frame.components; ++i)
    samples += rounded_up(frame.width, std::uint64_t{8} * across) * frame.samples[i].first / across *
               (rounded_up(frame.height, std::uint64_t{8} * down) * frame.samples[i].second / down);
  return samples;
}

/// Tells whether models/decode_jpeg.cc keeps the picture in its own planes instead of RGB.
bool keeps_planes(const Frame& frame) {
  constexpr std::pair<unsigned, unsigned> kOne{1, 1};
  return frame.components == 3 && frame.samples[0].first == 2 && frame.samples[0].second <= 2 &&
         frame.samples[1] == kOne && frame.samples[2] == kOne;
}

PictureNeeds needs_of_jpeg(Bytes file, PictureUse use) {
  Frame frame;
  bool several_scans = false;
  JpegSegments segments(file);
  while (const auto segment = segments.next()) {
    if (const auto found = frame_in(*segment)) frame = *found;
    if (frame.progressive) break;
    if (segment->marker != JpegSegments::kStartOfScan) continue;
    several_scans = !segment->payload.empty() && segment->payload[0] < frame.components;
    break;
  }
  const std::uint64_t pixels = frame.width * frame.height, samples = samples_of(frame);
  const bool planes = keeps_planes(frame);
  std::uint64_t bytes = planes ? samples : kRgb * pixels;
  if (frame.progressive || several_scans) bytes += 2 * samples;
  if (use == PictureUse::draw && planes) bytes = std::max(bytes, samples + kRgb * pixels);
  return {frame.width, frame.height, bytes};
}

/// Tells whether the picture is turned, in memory of its own. (A JPEG is turned on its way.)
bool is_turned(Bytes file) {
  return drawn_in(file).exif.orientation != Orientation::upright;
}

PictureNeeds needs_of_png(Bytes file) {
  if (file.size() < 24) return {};
  const std::uint64_t width = number_at(file, 16, 4), height = number_at(file, 20, 4);
  return {width, height, kRgb * width * height * (is_turned(file) ? 2 : 1)};
}

/// Estimates a WebP. A lossless one is decoded to four bytes a pixel before it is RGB, and so may a lossy one's
/// transparency be.
PictureNeeds needs_of_webp(Bytes file) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK) return {};
  const auto width = static_cast<std::uint64_t>(features.width), height = static_cast<std::uint64_t>(features.height);
  const bool lossy = features.format == 1 && !features.has_alpha && !features.has_animation;
  const std::uint64_t frame = features.has_animation ? kRgb : 0;  // beside the picture that it is put into
  const std::uint64_t decoding = lossy ? 0 : 4;
  return {width, height, width * height * (kRgb + std::max(frame + decoding, is_turned(file) ? kRgb : 0))};
}

PictureNeeds needs_by_format(Bytes file, PictureUse use) {
  switch (format_of(file)) {
    case ImageFormat::jpeg:
      return needs_of_jpeg(file, use);
    case ImageFormat::png:
      return needs_of_png(file);
    case ImageFormat::webp:
      return needs_of_webp(file);
    case ImageFormat::unknown:
      break;
  }
  return {};
}

/// Returns what the detector takes besides for a long strip: a square of it at a time, at full size
/// (models/detector_yunet.cc).
std::uint64_t square_of_a_strip(const PictureNeeds& needs) {
  const std::uint64_t side = std::min(needs.width, needs.height), length = std::max(needs.width, needs.height);
  return length > 2 * side ? kRgb * side * side : 0;
}

}  // namespace

PictureNeeds needs_of(Bytes file, PictureUse use) {
  PictureNeeds needs = needs_by_format(file, use);
  needs.bytes += kWorker + file.size() + square_of_a_strip(needs);
  return needs;
}

}  // namespace facefs
