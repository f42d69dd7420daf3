// SPDX-License-Identifier: Apache-2.0
#include <webp/decode.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

#include "models/decode_formats.h"
#include "models/webp_chunks.h"

namespace facefs {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kGrey = 128;  // for rows that did not come

Unreadable refusal(VP8StatusCode status) {
  if (status == VP8_STATUS_UNSUPPORTED_FEATURE)
    return {Reason::unsupported, "WebP: it uses a feature that libwebp lacks"};
  return {Reason::truncated, "damaged before its first row: copy it again"};
}

/// Returns how many rows come before the file ends or its data breaks. libwebp writes no others.
int rows_decoded(Bytes bytes, WebPDecBuffer& output) {
  const std::unique_ptr<WebPIDecoder, decltype(&WebPIDelete)> decoder(WebPINewDecoder(&output), WebPIDelete);
  if (!decoder) return 0;
  WebPIUpdate(decoder.get(), bytes.data(), bytes.size());
  int rows = 0;
  return WebPIDecGetRGB(decoder.get(), &rows, nullptr, nullptr, nullptr) ? rows : 0;
}

WebPDecBuffer buffer_of(Image& image) {
  WebPDecBuffer buffer;
  WebPInitDecBuffer(&buffer);
  buffer.colorspace = MODE_RGB;
  buffer.is_external_memory = 1;
  buffer.width = image.width;
  buffer.height = image.height;
  buffer.u.RGBA = {image.rgb.data(), static_cast<int>(image.stride()), image.rgb.size()};
  return buffer;
}

Stored decode_still(Bytes bytes, const WebPBitstreamFeatures& features) {
  Image image(features.width, features.height);
  WebPDecoderConfig config;
  WebPInitDecoderConfig(&config);
  config.output = buffer_of(image);
  if (WebPDecode(bytes.data(), bytes.size(), &config) == VP8_STATUS_OK) return StoredPicture{std::move(image), {}};
  std::fill(image.rgb.begin(), image.rgb.end(), kGrey);
  config.output = buffer_of(image);
  const int came = rows_decoded(bytes, config.output);
  ArrivedRows rows;
  if (came < image.height) {
    rows.ends_early = true;
    rows.lose_from(came, image.height);
  }
  return StoredPicture{std::move(image), std::move(rows)};
}

void put(const Image& frame, int left, int top, Image& canvas) {
  const int columns = std::min(frame.width, canvas.width - left), rows = std::min(frame.height, canvas.height - top);
  for (int y = 0; y < rows && columns > 0; ++y)
    std::memcpy(canvas.row(top + y) + std::ptrdiff_t{3} * left, frame.row(y), static_cast<std::size_t>(columns) * 3);
}

/// A frame of an animation: where it is in the picture, and its own still picture.
struct Frame {
  int left = 0, top = 0;
  int width = 0, height = 0;
  Bytes picture;
};

int three_bytes(Bytes bytes, std::size_t at) {
  return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
}

/// Returns the first frame, even one that the file's end cuts, which libwebp's demuxer hides. Returns nothing where the
/// frame's head or its picture is missing.
std::optional<Frame> first_frame(Bytes file) {
  constexpr std::size_t kHead = 16;  // place, size, duration, flags
  WebpChunks chunks(file);
  auto chunk = chunks.next();
  while (chunk && chunk->name != "ANMF") chunk = chunks.next();
  if (!chunk || chunk->payload.size() < kHead + 4) return std::nullopt;
  const Bytes head = chunk->payload, picture = head.subspan(kHead);
  const std::string_view kind(reinterpret_cast<const char*>(picture.data()), 4);
  if (kind != "VP8 " && kind != "VP8L" && kind != "ALPH") return std::nullopt;
  return Frame{2 * three_bytes(head, 0), 2 * three_bytes(head, 3), three_bytes(head, 6) + 1, three_bytes(head, 9) + 1,
               picture};
}

/// Puts a frame in its place in the picture. The pixels around it are black, as in a viewer that has nothing behind it.
Stored placed(StoredPicture decoded, const Frame& frame, int width, int height) {
  const bool fills = decoded.raster.width() == width && decoded.raster.height() == height;
  if (fills && frame.left == 0 && frame.top == 0) return decoded;
  Image canvas(width, height);
  std::fill(canvas.rgb.begin(), canvas.rgb.end(), std::uint8_t{0});
  put(std::move(decoded.raster).whole(), frame.left, frame.top, canvas);
  ArrivedRows rows;
  const auto& bands = decoded.rows.bands;
  const auto lost = std::find(bands.begin(), bands.end(), BandState::lost);
  if (lost != bands.end()) {
    rows.ends_early = true;
    rows.lose_from(frame.top + static_cast<int>(lost - bands.begin()), height);
  }
  return StoredPicture{std::move(canvas), std::move(rows)};
}

bool came(const ArrivedRows& rows, int height, const DecodeLimits& limits) {
  return std::holds_alternative<Damage>(judged(rows, 1, height, Orientation::upright, limits));
}

Stored decode_first_frame(Bytes bytes, int width, int height, const DecodeLimits& limits) {
  const auto frame = first_frame(bytes);
  if (!frame) return refusal(VP8_STATUS_NOT_ENOUGH_DATA);
  WebPBitstreamFeatures features;
  const VP8StatusCode header = WebPGetFeatures(frame->picture.data(), frame->picture.size(), &features);
  if (header != VP8_STATUS_OK) return refusal(header);
  const bool fits = features.width == frame->width && features.height == frame->height &&
                    frame->left + frame->width <= width && frame->top + frame->height <= height;
  if (!fits) return refusal(VP8_STATUS_BITSTREAM_ERROR);
  Stored stored = decode_still(frame->picture, features);
  auto* picture = std::get_if<StoredPicture>(&stored);
  if (!picture) return stored;
  if (!came(picture->rows, frame->height, limits)) return refusal(VP8_STATUS_NOT_ENOUGH_DATA);
  return placed(std::move(*picture), *frame, width, height);
}

}  // namespace

Stored decode_webp(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  WebPBitstreamFeatures features;
  const VP8StatusCode header = WebPGetFeatures(bytes.data(), bytes.size(), &features);
  if (header != VP8_STATUS_OK) return refusal(header);
  if (auto refused =
          refused_size(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height), limits))
    return *refused;
  if (features.has_animation) return decode_first_frame(bytes, features.width, features.height, limits);
  return decode_still(bytes, features);
}

}  // namespace facefs
