// SPDX-License-Identifier: Apache-2.0
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "models/decode_formats.h"

namespace facefs {
namespace {

constexpr std::uint8_t kGrey = 128;  // for rows that did not come

struct Source {
  std::span<const std::uint8_t> rest;
  char sentence[160] = "";
};

void read_bytes(png_structp png, png_bytep into, png_size_t count) {
  auto& source = *static_cast<Source*>(png_get_io_ptr(png));
  if (source.rest.size() < count) png_error(png, "the file ends in the middle of the picture");
  std::memcpy(into, source.rest.data(), count);
  source.rest = source.rest.subspan(count);
}

void on_error(png_structp png, png_const_charp message) {
  auto& source = *static_cast<Source*>(png_get_error_ptr(png));
  std::snprintf(source.sentence, sizeof source.sentence, "%s", message);
  png_longjmp(png, 1);
}

/// Ignores all warnings except a damaged IHDR. A chunk's checksum itself may be what is damaged, and viewers do not
/// look at most other chunks.
void on_warning(png_structp png, png_const_charp message) {
  if (std::strstr(message, "IHDR: CRC error")) png_error(png, message);  // its width decides over every row
}

/// RAII around libpng's pair; its longjmp lands inside their lifetime.
struct Reader {
  Source source;
  png_structp png = nullptr;
  png_infop info = nullptr;
  explicit Reader(std::span<const std::uint8_t> bytes) : source{bytes} {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_error, on_warning);
    info = png_create_info_struct(png);
    png_set_read_fn(png, &source, read_bytes);
    png_set_crc_action(png, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
    png_set_chunk_malloc_max(png, 8 << 20);  // a text or colour profile chunk may inflate to gigabytes
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

/// Has every kind of PNG converted to 8-bit RGB. Returns how many passes the rows come in.
int ask_for_rgb(png_structp png, png_infop info) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return passes;
}

/// What has come so far.
struct Progress {
  Image image;
  int passes = 0;
  int pass = 0;
  int row = 0;  ///< of this pass

  bool has_all_rows() const { return passes > 0 && pass == passes; }
  /// Returns how many rows can be seen. An interlaced picture's last two passes add every other column, then every
  /// other row. Until then each pixel fills its neighbours' places, too.
  int rows_seen() const {
    if (passes == 1) return row;
    return passes > 0 && pass >= passes - 2 ? image.height : 0;
  }
};

std::ptrdiff_t lost_bytes_from(const Progress& progress) {
  return static_cast<std::ptrdiff_t>(progress.image.stride()) * progress.rows_seen();
}

/// Fills the picture. Where libpng gives up it comes back through setjmp, so what must survive that lives in the
/// caller.
std::optional<Unreadable> read_picture(Reader& reader, const DecodeLimits& limits, Progress& progress) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return Unreadable{Reason::truncated, reader.source.sentence};
  png_set_user_limits(reader.png, 0x7fffffff, 0x7fffffff);  // ours are checked below, with a sentence of our own
  png_read_info(reader.png, reader.info);
  const png_uint_32 width = png_get_image_width(reader.png, reader.info);
  const png_uint_32 height = png_get_image_height(reader.png, reader.info);
  if (auto refused = refused_size(width, height, limits)) return refused;
  progress.image = Image(static_cast<int>(width), static_cast<int>(height));
  progress.passes = ask_for_rgb(reader.png, reader.info);
  for (progress.pass = 0; progress.pass < progress.passes; ++progress.pass)
    for (progress.row = 0; progress.row < progress.image.height; ++progress.row)
      png_read_row(reader.png, nullptr, progress.image.row(progress.row));
  png_read_end(reader.png, nullptr);
  return std::nullopt;
}

}  // namespace

Stored decode_png(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  Reader reader(bytes);
  Progress progress;
  auto refused = read_picture(reader, limits, progress);
  const std::string why = refused ? refused->sentence : "";
  if (refused && refused->reason != Reason::truncated) return std::move(*refused);
  if (progress.passes == 0)
    return Unreadable{Reason::truncated, "damaged before its first row: copy it again (PNG: " + why + ")"};
  ArrivedRows rows;
  if (!progress.has_all_rows()) {
    rows.ends_early = true;
    rows.lose_from(progress.rows_seen(), progress.image.height);
    std::fill(progress.image.rgb.begin() + lost_bytes_from(progress), progress.image.rgb.end(), kGrey);
  }
  return StoredPicture{std::move(progress.image), std::move(rows)};
}

}  // namespace facefs
