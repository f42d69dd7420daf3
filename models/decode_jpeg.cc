// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include "models/decode_formats.h"
#include "models/upright_canvas.h"

namespace facefs {
namespace {

/// What libjpeg tells while it runs. It leaves a damaged file by longjmp, so nothing on the way may need a destructor.
struct Progress {
  jpeg_error_mgr errors;  // first, because libjpeg hands back a pointer to it
  jpeg_progress_mgr monitor;
  std::jmp_buf give_up;
  Reason reason;
  char sentence[JMSG_LENGTH_MAX];
  int most_scans;
  int most_warnings;
  int good_rows;  // rows that had arrived when the data ended, in whole blocks; -1 while it has not
  // Of a progressive file: which scan is being read, and whether it and those before, or those before alone, say
  // something of every luminance coefficient.
  int scan;
  bool covered;
  bool covered_before;
};

Progress& progress_of(j_common_ptr info) {
  return *reinterpret_cast<Progress*>(info->err);
}

[[noreturn]] void give_up(j_common_ptr info, Reason reason) {
  Progress& progress = progress_of(info);
  progress.reason = reason;
  std::longjmp(progress.give_up, 1);
}

[[noreturn]] void on_error(j_common_ptr info) {
  Progress& progress = progress_of(info);
  (*info->err->format_message)(info, progress.sentence);
  give_up(info, info->err->msg_code == JERR_INPUT_EOF ? Reason::truncated : Reason::not_an_image);
}

/// Each scan of a progressive file is the whole picture: one of which only refinements are missing is all there.
int rows_arrived(const jpeg_decompress_struct& decompress, const Progress& progress) {
  if (!decompress.progressive_mode)
    return static_cast<int>(std::min(decompress.output_scanline, decompress.image_height));
  if (progress.covered_before) return static_cast<int>(decompress.image_height);
  if (!progress.covered) return 0;
  const JDIMENSION rows = decompress.input_iMCU_row * static_cast<JDIMENSION>(decompress.max_v_samp_factor) * DCTSIZE;
  return static_cast<int>(std::min(rows, decompress.image_height));
}

bool covers_luminance(const jpeg_decompress_struct& decompress) {
  if (!decompress.coef_bits) return false;
  const int* known = decompress.coef_bits[0];  // -1 for a coefficient of which nothing has been said
  return std::all_of(known, known + DCTSIZE2, [](int bits) { return bits >= 0; });
}

void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace; warnings are -1
  Progress& progress = progress_of(info);
  const auto* decompress = reinterpret_cast<j_decompress_ptr>(info);
  if (info->err->msg_code == JWRN_JPEG_EOF && progress.good_rows < 0)
    progress.good_rows = rows_arrived(*decompress, progress);
  if (++info->err->num_warnings > progress.most_warnings) {
    std::snprintf(progress.sentence, sizeof progress.sentence, "more than %d damaged places", progress.most_warnings);
    give_up(info, Reason::truncated);
  }
}

void on_progress(j_common_ptr info) {
  Progress& progress = progress_of(info);
  const auto& decompress = *reinterpret_cast<j_decompress_ptr>(info);
  if (decompress.input_scan_number != progress.scan) {
    progress.scan = decompress.input_scan_number;
    progress.covered_before = progress.covered;
    progress.covered = covers_luminance(decompress);
  }
  if (progress.scan <= progress.most_scans) return;
  std::snprintf(progress.sentence, sizeof progress.sentence, "more than %d scans", progress.most_scans);
  give_up(info, Reason::too_large);
}

/// Adobe writes CMYK inverted, and so does everybody else.
void rgb_of_inverted_cmyk(const std::uint8_t* cmyk, std::uint8_t* rgb, int pixels) {
  for (int i = 0; i < pixels; ++i)
    for (int channel = 0; channel < 3; ++channel)
      rgb[3 * i + channel] = static_cast<std::uint8_t>(cmyk[4 * i + channel] * cmyk[4 * i + 3] / 255);
}

/// What nearly every camera writes: colours at half the width, and at half the height or the whole. libjpeg spreads
/// them by another rule where they have fewer than three columns.
bool keeps_planes(const jpeg_decompress_struct& info) {
  if (info.num_components != 3 || info.jpeg_color_space != JCS_YCbCr || info.image_width < 5) return false;
  const jpeg_component_info *y = info.comp_info, *cb = y + 1, *cr = y + 2;
  return y->h_samp_factor == 2 && y->v_samp_factor <= 2 && cb->h_samp_factor == 1 && cb->v_samp_factor == 1 &&
         cr->h_samp_factor == 1 && cr->v_samp_factor == 1;
}

/// A row of blocks at once: of brightness 8 or 16 rows of pixels, of each colour 8.
void read_planes(jpeg_decompress_struct& info, YccPlanes& planes) {
  const int rows = info.max_v_samp_factor * DCTSIZE;
  while (info.output_scanline < info.output_height) {
    const int first = static_cast<int>(info.output_scanline);
    JSAMPROW brightness[2 * DCTSIZE], cb[DCTSIZE], cr[DCTSIZE];
    for (int i = 0; i < rows; ++i) brightness[i] = planes.brightness(first + i);
    for (int i = 0; i < DCTSIZE; ++i) {
      const int row = first / info.max_v_samp_factor + i;
      cb[i] = planes.colour(0, row);
      cr[i] = planes.colour(1, row);
    }
    JSAMPARRAY all[] = {brightness, cb, cr};
    jpeg_read_raw_data(&info, all, static_cast<JDIMENSION>(rows));
  }
}

constexpr std::size_t kLargePicture =
    12 << 20;  // a picture of four megapixels: fresh memory for smaller ones costs more

std::size_t picture_bytes(const jpeg_decompress_struct& info) {
  return std::size_t{info.image_width} * info.image_height * static_cast<std::size_t>(info.num_components);
}

/// RAII around libjpeg's object; longjmp lands inside its lifetime.
struct Decompressor {
  jpeg_decompress_struct info{};
  Progress progress{};
  /// Of a progressive file libjpeg keeps all coefficients, twice the picture's size: of a large one the most that a
  /// worker ever takes. So what other photos have left goes back to the system before, and they go back after.
  bool keeps_much = false;
  explicit Decompressor(const DecodeLimits& limits) {
    info.err = jpeg_std_error(&progress.errors);
    progress.errors.error_exit = on_error;
    progress.errors.emit_message = on_message;
    progress.monitor.progress_monitor = on_progress;
    progress.most_scans = limits.jpeg_scans;
    progress.most_warnings = limits.jpeg_warnings;
    progress.good_rows = -1;
    jpeg_create_decompress(&info);
    info.progress = &progress.monitor;
  }
  ~Decompressor() {
    jpeg_destroy_decompress(&info);
    if (keeps_much) ::malloc_trim(0);
  }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
};

/// What one picture is decoded into: planes, or RGB.
struct Canvas {
  Orientation orientation = Orientation::upright;
  std::optional<YccPlanes> planes;
  UprightCanvas rgb;
  std::vector<std::uint8_t> cmyk_row;  ///< where it has four colours

  void prepare(jpeg_decompress_struct& info) {
    const int width = static_cast<int>(info.image_width), height = static_cast<int>(info.image_height);
    info.raw_data_out = keeps_planes(info) ? TRUE : FALSE;
    info.out_color_space = info.num_components == 4 ? JCS_CMYK : JCS_RGB;
    if (info.num_components == 4) cmyk_row.resize(static_cast<std::size_t>(width) * 4);
    if (info.raw_data_out)
      planes.emplace(width, height, info.comp_info[0].v_samp_factor == 2);
    else
      rgb = UprightCanvas(width, height, orientation);
  }
  Raster take() { return planes ? Raster(std::move(*planes), orientation) : Raster(rgb.take()); }
};

void read_rows(jpeg_decompress_struct& info, Canvas& canvas) {
  while (info.output_scanline < info.output_height) {
    std::uint8_t* const rgb = canvas.rgb.next_row();
    std::uint8_t* row = canvas.cmyk_row.empty() ? rgb : canvas.cmyk_row.data();
    jpeg_read_scanlines(&info, &row, 1);
    if (row != rgb) rgb_of_inverted_cmyk(row, rgb, static_cast<int>(info.output_width));
  }
}

/// Fills the picture. Where libjpeg gives up it comes back through setjmp, so what survives that lives in the caller.
std::optional<Unreadable> read_picture(Decompressor& decompressor, std::span<const std::uint8_t> bytes,
                                       const DecodeLimits& limits, Canvas& canvas) {
  jpeg_decompress_struct& info = decompressor.info;
  if (setjmp(decompressor.progress.give_up) != 0)
    return Unreadable{decompressor.progress.reason, std::string("JPEG: ") + decompressor.progress.sentence};
  jpeg_mem_src(&info, bytes.data(), bytes.size());
  jpeg_read_header(&info, TRUE);
  if (auto refused = refused_size(info.image_width, info.image_height, limits)) return refused;
  decompressor.keeps_much = jpeg_has_multiple_scans(&info) && picture_bytes(info) > kLargePicture;
  if (decompressor.keeps_much) ::malloc_trim(0);
  canvas.prepare(info);
  jpeg_start_decompress(&info);
  if (canvas.planes)
    read_planes(info, *canvas.planes);
  else
    read_rows(info, canvas);
  jpeg_finish_decompress(&info);
  return std::nullopt;
}

}  // namespace

Stored decode_jpeg(std::span<const std::uint8_t> bytes, const DecodeLimits& limits, Orientation orientation) {
  Decompressor decompressor(limits);
  Canvas canvas;
  canvas.orientation = orientation;
  if (auto refused = read_picture(decompressor, bytes, limits, canvas)) return std::move(*refused);
  const int good_rows = decompressor.progress.good_rows;
  const int rows = static_cast<int>(decompressor.info.image_height);
  if (good_rows < 0) return StoredPicture{canvas.take(), false};
  if (good_rows >= limits.rows_needed * rows) return StoredPicture{canvas.take(), true};
  return Unreadable{Reason::truncated, "the file ends after " + std::to_string(good_rows) + " of " +
                                           std::to_string(rows) + " rows: copy it again"};
}

}  // namespace facefs
