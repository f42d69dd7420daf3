// SPDX-License-Identifier: Apache-2.0
#include <webp/decode.h>

#include "models/decode_formats.h"

namespace facefs {
namespace {

Unreadable refusal(VP8StatusCode status) {
  if (status == VP8_STATUS_NOT_ENOUGH_DATA || status == VP8_STATUS_SUSPENDED)
    return {Reason::truncated, "WebP: the file ends in the middle of the picture: copy it again"};
  if (status == VP8_STATUS_UNSUPPORTED_FEATURE)
    return {Reason::unsupported, "WebP: it uses a feature that libwebp lacks"};
  return {Reason::not_an_image, "WebP: the data is damaged"};
}

}  // namespace

Stored decode_webp(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  WebPBitstreamFeatures features;
  const VP8StatusCode header = WebPGetFeatures(bytes.data(), bytes.size(), &features);
  if (header != VP8_STATUS_OK) return refusal(header);
  if (features.has_animation) return Unreadable{Reason::unsupported, "WebP: an animation is no photo"};
  if (auto refused =
          refused_size(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height), limits))
    return *refused;
  WebPDecoderConfig config;
  WebPInitDecoderConfig(&config);
  Image image(features.width, features.height);
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {image.rgb.data(), static_cast<int>(image.stride()), image.rgb.size()};
  const VP8StatusCode status = WebPDecode(bytes.data(), bytes.size(), &config);
  if (status != VP8_STATUS_OK) return refusal(status);
  return StoredPicture{std::move(image), false};
}

}  // namespace facefs
