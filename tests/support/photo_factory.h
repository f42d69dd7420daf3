// SPDX-License-Identifier: Apache-2.0
// Pictures for tests: real photos of the small photo set, pictures composed of them, and files of every awkward kind.
#pragma once

#include <cstdio>
#include <functional>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "models/decode.h"
#include "models/encode.h"
#include "models/image.h"
#include "support/temporary_directory.h"

namespace facefs::test {

/// Returns the place that the environment names (tests that run as another user read copies), or else the build tree's.
inline std::filesystem::path place(const char* variable, const char* built) {
  const char* given = std::getenv(variable);
  return given ? given : built;
}
inline std::filesystem::path models_folder() {
  return place("FACEFS_TEST_MODELS", FACEFS_TEST_MODELS);
}
inline std::filesystem::path photo(const std::string& name) {
  return place("FACEFS_TEST_PHOTOS", FACEFS_TEST_PHOTOS) / name;
}
inline std::filesystem::path programs() {
  return place("FACEFS_TEST_BIN", FACEFS_TEST_BIN);
}

inline std::span<const std::uint8_t> as_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string text_of(const std::vector<std::uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

inline Image decoded_image(const std::string& bytes) {
  auto decoded = decode(as_bytes(bytes), DecodeLimits{});
  if (auto* why = std::get_if<Unreadable>(&decoded)) throw std::runtime_error(why->sentence);
  return std::move(std::get<Decoded>(decoded).raster).whole();
}

/// Puts the photos side by side, each at its full size: a group photo of their people.
inline Image side_by_side(const std::vector<Image>& images) {
  Image group;
  for (const Image& image : images) {
    group.width += image.width;
    group.height = std::max(group.height, image.height);
  }
  Image canvas(group.width, group.height);
  std::fill(canvas.rgb.begin(), canvas.rgb.end(), std::uint8_t{0});
  int left = 0;
  for (const Image& image : images) {
    for (int y = 0; y < image.height; ++y) std::memcpy(canvas.row(y) + 3 * left, image.row(y), image.stride());
    left += image.width;
  }
  return canvas;
}

inline std::string group_photo(const std::vector<std::string>& names) {
  std::vector<Image> images;
  for (const std::string& name : names) images.push_back(decoded_image(bytes_of(photo(name))));
  return text_of(encode(side_by_side(images), ImageFormat::jpeg));
}

/// Returns a picture with quarters of red, green, blue and white, from the top left, row by row. It shows how a picture
/// was turned.
inline Image quarters(int side = 64) {
  Image image(side, side / 2);
  const std::uint8_t colours[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      std::memcpy(image.row(y) + 3 * x, colours[(y >= image.height / 2) * 2 + (x >= image.width / 2)], 3);
  return image;
}

/// Puts a segment behind a JPEG's first two bytes.
inline std::string with_segment(const std::string& jpeg, char marker, const std::string& payload) {
  const auto length = payload.size() + 2;
  std::string segment = {'\xff', marker, static_cast<char>(length >> 8), static_cast<char>(length & 0xff)};
  return jpeg.substr(0, 2) + segment + payload + jpeg.substr(2);
}

inline std::string exif_with_orientation(int orientation) {
  using namespace std::string_literals;
  return "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + static_cast<char>(orientation) + "\0\0\0\0\0\0"s;
}

/// Returns EXIF with DateTimeOriginal in a directory of its own, to which the first directory points.
inline std::string exif_with_date(const std::string& date) {
  using namespace std::string_literals;
  const std::string directory = "\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0"s;       // at 8
  const std::string exif_directory = "\0\x01\x90\x03\0\x02\0\0\0\x14\0\0\0\x2c\0\0\0\0"s;  // at 26
  return "Exif\0\0MM\0*\0\0\0\x08"s + directory + exif_directory + date + '\0';            // at 44
}

inline std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

inline std::string little_endian(std::uint32_t value) {
  const std::string bytes = big_endian(value);
  return {bytes.rbegin(), bytes.rend()};
}

/// Puts an eXIf chunk before the first IDAT, with a CRC, because libpng checks it.
inline std::string png_with_exif(const std::string& png, const std::string& tiff) {
  const std::string chunk = "eXIf" + tiff;
  const auto crc = static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const unsigned char*>(chunk.data()), static_cast<unsigned>(chunk.size())));
  const std::size_t at = png.find("IDAT") - 4;
  return png.substr(0, at) + big_endian(static_cast<std::uint32_t>(tiff.size())) + chunk + big_endian(crc) +
         png.substr(at);
}

/// Returns the picture in the extended container (VP8X), with an EXIF chunk.
inline std::string webp_with_exif(const std::string& webp, int width, int height, const std::string& exif) {
  const auto chunk = [](const std::string& name, const std::string& payload) {
    return name + little_endian(static_cast<std::uint32_t>(payload.size())) + payload +
           std::string(payload.size() % 2, '\0');
  };
  const std::string header = std::string("\x08\0\0\0", 4) +
                             little_endian(static_cast<std::uint32_t>(width - 1)).substr(0, 3) +
                             little_endian(static_cast<std::uint32_t>(height - 1)).substr(0, 3);
  const std::string body = "WEBP" + chunk("VP8X", header) + webp.substr(12) + chunk("EXIF", exif);
  return "RIFF" + little_endian(static_cast<std::uint32_t>(body.size())) + body;
}

struct JpegOptions {
  J_COLOR_SPACE from = JCS_RGB;  ///< of the rows given
  int components = 3;
  bool progressive = false;
  int scans = 0;          ///< AC scans of one coefficient each; 0: libjpeg's own script
  int colour_across = 2;  ///< pixels for each one of colour
  int colour_down = 2;
  J_COLOR_SPACE stored = JCS_UNKNOWN;  ///< JCS_UNKNOWN: what libjpeg chooses
};

/// Makes a JPEG. `rows` holds height x width x components bytes.
inline std::string jpeg_of(std::span<const std::uint8_t> rows, int width, int height, const JpegOptions& options) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = options.components;
  info.in_color_space = options.from;
  jpeg_set_defaults(&info);
  if (options.stored != JCS_UNKNOWN) jpeg_set_colorspace(&info, options.stored);
  info.comp_info[0].h_samp_factor = options.components == 3 ? options.colour_across : 1;
  info.comp_info[0].v_samp_factor = options.components == 3 ? options.colour_down : 1;
  if (options.progressive) jpeg_simple_progression(&info);
  std::vector<jpeg_scan_info> script;
  if (options.scans > 0) {  // many scans of little: one for DC, then one for each AC coefficient of each colour
    script.push_back({3, {0, 1, 2}, 0, 0, 0, 0});
    for (int i = 0; i < options.scans; ++i) script.push_back({1, {i % 3}, 1 + i / 3 % 63, 1 + i / 3 % 63, 0, 0});
    info.scan_info = script.data();
    info.num_scans = static_cast<int>(script.size());
  }
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<std::uint8_t*>(rows.data()) +
                static_cast<std::size_t>(info.next_scanline) * static_cast<std::size_t>(width * options.components);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string result(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return result;
}

/// Writes the same coefficients in another way, which `how` sets.
inline std::string written_anew(const std::string& whole, const std::function<void(jpeg_compress_struct&)>& how) {
  jpeg_compress_struct out{};
  jpeg_decompress_struct in{};
  jpeg_error_mgr errors{};
  in.err = out.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&in);
  jpeg_mem_src(&in, as_bytes(whole).data(), whole.size());
  jpeg_read_header(&in, TRUE);
  jvirt_barray_ptr* coefficients = jpeg_read_coefficients(&in);
  jpeg_create_compress(&out);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&out, &bytes, &size);
  jpeg_copy_critical_parameters(&in, &out);
  how(out);
  jpeg_write_coefficients(&out, coefficients);
  jpeg_finish_compress(&out);
  jpeg_destroy_compress(&out);
  jpeg_destroy_decompress(&in);
  std::string result(reinterpret_cast<char*>(bytes), size);
  std::free(bytes);
  return result;
}

/// Makes a PNG of any kind. `rows` are as libpng takes them.
inline std::string png_of(std::span<const std::uint8_t> rows, std::uint32_t width, std::uint32_t height, int depth,
                          int colour, int interlace = PNG_INTERLACE_NONE, const std::vector<png_color>& palette = {}) {
  std::string result;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &result,
      [](png_structp p, png_bytep bytes, png_size_t count) {
        static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<char*>(bytes), count);
      },
      nullptr);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_IHDR(png, info, width, height, depth, colour, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  png_write_info(png, info);
  const int passes = png_set_interlace_handling(png);
  const std::size_t stride = png_get_rowbytes(png, info);
  for (int pass = 0; pass < passes; ++pass)
    for (std::uint32_t y = 0; y < height; ++y)  // a single row is used for all of them
      png_write_row(png, rows.data() + (rows.size() == stride ? 0 : y * stride));
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return result;
}

/// Makes a black PNG of `width` x `height` pixels, one bit each: a few kilobytes that may need gigabytes.
inline std::string black_png(std::uint32_t width, std::uint32_t height) {
  return png_of(std::vector<std::uint8_t>((width + 7) / 8), width, height, 1, PNG_COLOR_TYPE_GRAY);
}

}  // namespace facefs::test
