// SPDX-License-Identifier: Apache-2.0
#include "models/encode.h"

#include <cstdio>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace facefs {
namespace {

constexpr int kQuality = 92;

using CBytes = std::unique_ptr<unsigned char, void (*)(void*)>;

/// Throws through libjpeg. That is safe, because compressing pixels in memory fails half way only for lack of memory.
[[noreturn]] void on_jpeg_error(j_common_ptr info) {
  char message[JMSG_LENGTH_MAX];
  (*info->err->format_message)(info, message);
  throw std::runtime_error(std::string("cannot encode a JPEG: ") + message);
}

std::vector<std::uint8_t> jpeg_of(const Image& image, int quality = kQuality) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  errors.error_exit = on_jpeg_error;
  jpeg_create_compress(&info);
  const std::unique_ptr<jpeg_compress_struct, void (*)(jpeg_compress_struct*)> owner(&info, jpeg_destroy_compress);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(image.width);
  info.image_height = static_cast<JDIMENSION>(image.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;  // thin red letters need their chroma
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<std::uint8_t*>(image.row(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  const CBytes held(bytes, std::free);
  return {bytes, bytes + size};
}

std::vector<std::uint8_t> png_of(const Image& image) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(image.width);
  header.height = static_cast<png_uint_32>(image.height);
  header.format = PNG_FORMAT_RGB;
  header.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
  std::vector<std::uint8_t> bytes(size);
  if (!png_image_write_to_memory(&header, bytes.data(), &size, 0, image.rgb.data(), 0, nullptr))
    throw std::runtime_error(std::string("cannot encode a PNG: ") + header.message);
  bytes.resize(size);
  return bytes;
}

std::vector<std::uint8_t> webp_of(const Image& image) {
  unsigned char* bytes = nullptr;
  const std::size_t size =
      WebPEncodeRGB(image.rgb.data(), image.width, image.height, static_cast<int>(image.stride()), kQuality, &bytes);
  const CBytes held(bytes, WebPFree);
  if (size == 0) throw std::runtime_error("cannot encode a WebP of that size");
  return {bytes, bytes + size};
}

/// Returns the picture half as wide and high, each pixel the mean of four.
Image halved(const Image& image) {
  Image half(image.width / 2, image.height / 2);
  for (int y = 0; y < half.height; ++y)
    for (int x = 0; x < 3 * half.width; ++x) {
      const int at = x / 3 * 6 + x % 3;
      const std::uint8_t* upper = image.row(2 * y);
      const std::uint8_t* lower = image.row(2 * y + 1);
      half.row(y)[x] = static_cast<std::uint8_t>((upper[at] + upper[at + 3] + lower[at] + lower[at + 3]) / 4);
    }
  return half;
}

}  // namespace

std::vector<std::uint8_t> encode_to_fit(const Image& image, std::size_t bytes) {
  for (const int quality : {kQuality, 85, 75, 60, 40}) {
    std::vector<std::uint8_t> jpeg = jpeg_of(image, quality);
    if (jpeg.size() > bytes) continue;
    jpeg.resize(bytes);
    return jpeg;
  }
  if (image.width < 2 || image.height < 2) throw std::runtime_error("no JPEG is as small as that");
  return encode_to_fit(halved(image), bytes);
}

std::vector<std::uint8_t> encode(const Image& image, ImageFormat format) {
  switch (format) {
    case ImageFormat::png:
      return png_of(image);
    case ImageFormat::webp:
      return webp_of(image);
    case ImageFormat::jpeg:
    case ImageFormat::unknown:
      break;
  }
  return jpeg_of(image);
}

}  // namespace facefs
