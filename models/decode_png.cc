// SPDX-License-Identifier: Apache-2.0
#include <png.h>

#include <csetjmp>
#include <cstring>

#include "models/decode_formats.h"

namespace facefs {
namespace {

struct Source {
  std::span<const std::uint8_t> rest;
  bool ended = false;
  char sentence[160] = "";
};

void read_bytes(png_structp png, png_bytep into, png_size_t count) {
  auto& source = *static_cast<Source*>(png_get_io_ptr(png));
  if (source.rest.size() < count) {
    source.ended = true;
    png_error(png, "the file ends in the middle of the picture");
  }
  std::memcpy(into, source.rest.data(), count);
  source.rest = source.rest.subspan(count);
}

void on_error(png_structp png, png_const_charp message) {
  auto& source = *static_cast<Source*>(png_get_error_ptr(png));
  std::snprintf(source.sentence, sizeof source.sentence, "PNG: %s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

/// RAII around libpng's pair; its longjmp lands inside their lifetime.
struct Reader {
  Source source;
  png_structp png = nullptr;
  png_infop info = nullptr;
  explicit Reader(std::span<const std::uint8_t> bytes) : source{bytes} {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_error, on_warning);
    info = png_create_info_struct(png);
    png_set_read_fn(png, &source, read_bytes);
    png_set_chunk_malloc_max(png, 8 << 20);  // a text or colour profile chunk may inflate to gigabytes
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

/// Every kind of PNG to 8-bit RGB. Returns how many passes the rows come in.
int ask_for_rgb(png_structp png, png_infop info) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return passes;
}

/// Fills the picture. Where libpng gives up it comes back through setjmp, so what survives that lives in the caller.
std::optional<Unreadable> read_picture(Reader& reader, const DecodeLimits& limits, Image& image) {
  if (setjmp(png_jmpbuf(reader.png)) != 0)
    return Unreadable{reader.source.ended ? Reason::truncated : Reason::not_an_image, reader.source.sentence};
  png_set_user_limits(reader.png, 0x7fffffff, 0x7fffffff);  // ours are checked below, with a sentence of our own
  png_read_info(reader.png, reader.info);
  const png_uint_32 width = png_get_image_width(reader.png, reader.info);
  const png_uint_32 height = png_get_image_height(reader.png, reader.info);
  if (auto refused = refused_size(width, height, limits)) return refused;
  image = Image(static_cast<int>(width), static_cast<int>(height));
  const int passes = ask_for_rgb(reader.png, reader.info);
  for (int pass = 0; pass < passes; ++pass)
    for (int y = 0; y < image.height; ++y) png_read_row(reader.png, image.row(y), nullptr);
  png_read_end(reader.png, nullptr);
  return std::nullopt;
}

}  // namespace

Stored decode_png(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  Reader reader(bytes);
  Image image;
  if (auto refused = read_picture(reader, limits, image)) return std::move(*refused);
  return StoredPicture{std::move(image), false};
}

}  // namespace facefs
