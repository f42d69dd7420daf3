// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include "models/decode_formats.h"
#include "models/orientation.h"

namespace facefs {
namespace {

constexpr int kBandRows = 128;  // are turned at once

/// What libjpeg tells while it runs. It leaves a damaged file by longjmp, so nothing on the way may need a destructor.
struct Progress {
  jpeg_error_mgr errors;  // first, because libjpeg hands back a pointer to it
  jpeg_progress_mgr monitor;
  std::jmp_buf give_up;
  Reason reason;
  char sentence[JMSG_LENGTH_MAX];
  int most_scans;
  int most_warnings;
  int good_rows;  // rows that had arrived when the data ended; -1 while it has not
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
  if (!decompress.progressive_mode) return static_cast<int>(decompress.output_scanline);
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

/// What one picture is decoded into.
struct Canvas {
  Orientation orientation = Orientation::upright;
  Image image;                         ///< upright
  Image band;                          ///< some rows as they are stored, where the picture must be turned
  std::vector<std::uint8_t> cmyk_row;  ///< where it has four colours

  void prepare(const jpeg_decompress_struct& info) {
    const int width = static_cast<int>(info.image_width), height = static_cast<int>(info.image_height);
    image = upright_canvas(width, height, orientation);
    if (orientation != Orientation::upright) band = Image(width, std::min(height, kBandRows));
    if (info.num_components == 4) cmyk_row.resize(static_cast<std::size_t>(width) * 4);
  }
};

void read_row(jpeg_decompress_struct& info, std::uint8_t* rgb, std::vector<std::uint8_t>& cmyk_row) {
  std::uint8_t* row = cmyk_row.empty() ? rgb : cmyk_row.data();
  jpeg_read_scanlines(&info, &row, 1);
  if (!cmyk_row.empty()) rgb_of_inverted_cmyk(cmyk_row.data(), rgb, static_cast<int>(info.output_width));
}

void read_rows(jpeg_decompress_struct& info, Canvas& canvas) {
  const int height = static_cast<int>(info.output_height);
  const bool turns = canvas.orientation != Orientation::upright;
  for (int first = 0; first < height; first += kBandRows) {
    const int rows = std::min(kBandRows, height - first);
    for (int i = 0; i < rows; ++i)
      read_row(info, turns ? canvas.band.row(i) : canvas.image.row(first + i), canvas.cmyk_row);
    if (turns) put_upright(canvas.band, first, rows, height, canvas.orientation, canvas.image);
  }
}

/// RAII around libjpeg's object; longjmp lands inside its lifetime.
struct Decompressor {
  jpeg_decompress_struct info{};
  Progress progress{};
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
  ~Decompressor() { jpeg_destroy_decompress(&info); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
};

/// Fills the picture. Where libjpeg gives up it comes back through setjmp, so what survives that lives in the caller.
std::optional<Unreadable> read_picture(Decompressor& decompressor, std::span<const std::uint8_t> bytes,
                                       const DecodeLimits& limits, Canvas& canvas) {
  jpeg_decompress_struct& info = decompressor.info;
  if (setjmp(decompressor.progress.give_up) != 0)
    return Unreadable{decompressor.progress.reason, std::string("JPEG: ") + decompressor.progress.sentence};
  jpeg_mem_src(&info, bytes.data(), bytes.size());
  jpeg_read_header(&info, TRUE);
  if (auto refused = refused_size(info.image_width, info.image_height, limits)) return refused;
  info.out_color_space = info.num_components == 4 ? JCS_CMYK : JCS_RGB;
  canvas.prepare(info);
  jpeg_start_decompress(&info);
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
  if (good_rows < 0) return StoredPicture{std::move(canvas.image), false};
  if (good_rows >= limits.rows_needed * rows) return StoredPicture{std::move(canvas.image), true};
  return Unreadable{Reason::truncated, "the file ends after " + std::to_string(good_rows) + " of " +
                                           std::to_string(rows) + " rows: copy it again"};
}

}  // namespace facefs
