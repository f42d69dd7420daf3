// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include "models/decode_formats.h"
#include "models/jpeg_segments.h"
#include "models/seam.h"
#include "models/upright_canvas.h"

namespace facefs {
namespace {

/// What libjpeg reports while it runs. It leaves a damaged file by longjmp, so nothing on the way may need a
/// destructor.
struct Progress {
  jpeg_error_mgr errors;  // first, because libjpeg hands back a pointer to it
  jpeg_progress_mgr monitor;
  std::jmp_buf give_up;
  Reason reason;
  char sentence[JMSG_LENGTH_MAX];
  int most_scans;
  BandState* bands;  // one for each row of blocks
  int band_count;
  bool data_ended;
  bool data_lacked;     // in a scan, whatever it holds
  bool data_left_over;  // in a scan, or before a marker
  // For a progressive file: `scan` is the scan that is being read. `covered` says that the scans up to it told
  // something of every luminance coefficient; `covered_before`, that those before it did.
  int scan;
  bool covered;
  bool covered_before;
  bool has_all_details;
};

Progress& progress_of(j_common_ptr info) {
  return *reinterpret_cast<Progress*>(info->err);
}

[[noreturn]] void give_up(j_common_ptr info, Reason reason) {
  Progress& progress = progress_of(info);
  progress.reason = reason;
  std::longjmp(progress.give_up, 1);
}

/// Tells whether the file is of a kind that libjpeg does not read. Every other error is damage.
bool is_of_an_unread_kind(int message) {
  return message == JERR_SOF_UNSUPPORTED || message == JERR_BAD_PRECISION || message == JERR_ARITH_NOTIMPL ||
         message == JERR_CONVERSION_NOTIMPL || message == JERR_FRACT_SAMPLE_NOTIMPL || message == JERR_CCIR601_NOTIMPL;
}

Reason reason_of(int message) {
  if (message == JERR_IMAGE_TOO_BIG) return Reason::too_large;  // libjpeg's own limit, met before any of ours
  return is_of_an_unread_kind(message) ? Reason::unsupported : Reason::truncated;
}

[[noreturn]] void on_error(j_common_ptr info) {
  (*info->err->format_message)(info, progress_of(info).sentence);
  give_up(info, reason_of(info->err->msg_code));
}

bool covers_luminance(const jpeg_decompress_struct& decompress) {
  if (!decompress.coef_bits) return false;
  const int* known = decompress.coef_bits[0];  // -1 for a coefficient that no scan has told anything of
  return std::all_of(known, known + DCTSIZE2, [](int bits) { return bits >= 0; });
}

/// Tells whether every bit of every coefficient has come.
bool has_all_details(const jpeg_decompress_struct& decompress) {
  for (int i = 0; decompress.coef_bits && i < decompress.num_components; ++i)
    if (std::any_of(decompress.coef_bits[i], decompress.coef_bits[i] + DCTSIZE2, [](int bits) { return bits != 0; }))
      return false;
  return true;
}

/// Tells whether missing data can be seen. Without luminance nothing is seen. Without a colour, or without what only
/// refines, nearly all is.
bool matters(const jpeg_decompress_struct& decompress, const Progress& progress) {
  if (decompress.progressive_mode && progress.scan == decompress.input_scan_number && progress.covered_before)
    return false;
  // A file that ends within a scan's header has told how many components there are, but not yet which.
  for (int i = 0; i < decompress.comps_in_scan; ++i)
    if (const auto* component = decompress.cur_comp_info[i]; component && component->component_index == 0) return true;
  return false;
}

void mark(Progress& progress, std::size_t begin, std::size_t end, BandState state) {
  for (std::size_t i = begin; i < std::min(end, static_cast<std::size_t>(progress.band_count)); ++i)
    progress.bands[i] = std::max(progress.bands[i], state);
}

/// Returns how many rows of blocks a lack of data concerns: from the one that is being read up to the next restart.
std::size_t bands_to_restart(const jpeg_decompress_struct& decompress, const Progress& progress) {
  if (decompress.restart_interval == 0) return static_cast<std::size_t>(progress.band_count);
  const JDIMENSION a_row = std::max<JDIMENSION>(decompress.MCUs_per_row, 1);
  return decompress.restart_interval / a_row + (decompress.restart_interval % a_row != 0 ? 1 : 0);
}

bool is_restart(int marker) {
  return marker >= 0xd0 && marker <= 0xd7;
}

/// Marks the rows that a warning costs. "Extraneous bytes" cost nothing, because they are skipped. Nor does a marker
/// that was taken although another one was due.
void on_warning(const jpeg_decompress_struct& decompress, Progress& progress) {
  if (decompress.err->msg_code == JWRN_JPEG_EOF) progress.data_ended = true;
  if (decompress.err->msg_code == JWRN_HIT_MARKER) progress.data_lacked = true;
  if (decompress.err->msg_code == JWRN_EXTRANEOUS_DATA || decompress.err->msg_code == JWRN_HUFF_BAD_CODE)
    progress.data_left_over = true;
  if (!progress.bands || !matters(decompress, progress)) return;
  const std::size_t band = decompress.input_iMCU_row, next = band + 1;
  const std::size_t restart = band + bands_to_restart(decompress, progress);
  switch (decompress.err->msg_code) {
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
      mark(progress, band, next, BandState::lost);
      mark(progress, next, restart, BandState::moved);
      break;
    case JWRN_HIT_MARKER:
      mark(progress, band, restart, BandState::lost);
      break;
    case JWRN_MUST_RESYNC:  // libjpeg stays at a marker that is no restart until the end
      if (decompress.err->msg_parm.i[0] >= 0xc0 && !is_restart(decompress.err->msg_parm.i[0]))
        mark(progress, band, static_cast<std::size_t>(progress.band_count), BandState::lost);
      break;
    default:
      break;
  }
}

void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace; warnings are -1
  ++info->err->num_warnings;
  on_warning(*reinterpret_cast<j_decompress_ptr>(info), progress_of(info));
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

/// Converts CMYK that is inverted, as Adobe and all other programs write it.
void rgb_of_inverted_cmyk(const std::uint8_t* cmyk, std::uint8_t* rgb, int pixels) {
  for (int i = 0; i < pixels; ++i)
    for (int channel = 0; channel < 3; ++channel)
      rgb[3 * i + channel] = static_cast<std::uint8_t>(cmyk[4 * i + channel] * cmyk[4 * i + 3] / 255);
}

/// Tells whether the picture is as nearly every camera writes it: with colours at half the width, and at half the
/// height or the whole. libjpeg spreads colours by another rule where they have fewer than three columns.
bool keeps_planes(const jpeg_decompress_struct& info) {
  if (info.num_components != 3 || info.jpeg_color_space != JCS_YCbCr || info.image_width < 5) return false;
  const jpeg_component_info *y = info.comp_info, *cb = y + 1, *cr = y + 2;
  return y->h_samp_factor == 2 && y->v_samp_factor <= 2 && cb->h_samp_factor == 1 && cb->v_samp_factor == 1 &&
         cr->h_samp_factor == 1 && cr->v_samp_factor == 1;
}

/// Reads a row of blocks at once: 8 or 16 rows of pixels of brightness, and 8 of each colour.
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
    12 << 20;  // bytes of a picture of four megapixels: fresh memory for smaller ones costs more

std::size_t picture_bytes(const jpeg_decompress_struct& info) {
  return std::size_t{info.image_width} * info.image_height * static_cast<std::size_t>(info.num_components);
}

/// RAII around libjpeg's object; longjmp lands inside its lifetime.
struct Decompressor {
  jpeg_decompress_struct info{};
  Progress progress{};
  /// Whether the picture is large and libjpeg keeps all its coefficients, as it does for a file of several scans. They
  /// take twice the picture's size, the most that a worker ever takes. So memory that other photos left goes back to
  /// the system before, and this memory after.
  bool keeps_much = false;
  explicit Decompressor(const DecodeLimits& limits) {
    info.err = jpeg_std_error(&progress.errors);
    progress.errors.error_exit = on_error;
    progress.errors.emit_message = on_message;
    progress.monitor.progress_monitor = on_progress;
    progress.most_scans = limits.jpeg_scans;
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
  std::vector<std::uint8_t> cmyk_row;  ///< used where the picture has four colours
  ArrivedRows rows;

  void prepare(jpeg_decompress_struct& info, Progress& progress) {
    const int width = static_cast<int>(info.image_width), height = static_cast<int>(info.image_height);
    info.raw_data_out = keeps_planes(info) ? TRUE : FALSE;
    info.out_color_space = info.num_components == 4 ? JCS_CMYK : JCS_RGB;
    if (info.num_components == 4) cmyk_row.resize(static_cast<std::size_t>(width) * 4);
    if (info.raw_data_out)
      planes.emplace(width, height, info.comp_info[0].v_samp_factor == 2);
    else
      rgb = UprightCanvas(width, height, orientation);
    rows.rows_a_band = info.max_v_samp_factor * DCTSIZE;
    rows.bands.assign(static_cast<std::size_t>(height - 1) / static_cast<std::size_t>(rows.rows_a_band) + 1,
                      BandState::sound);
    progress.bands = rows.bands.data();
    progress.band_count = static_cast<int>(rows.bands.size());
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

/// Fills the picture. Where libjpeg gives up it comes back through setjmp, so what must survive that lives in the
/// caller.
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
  canvas.prepare(info, decompressor.progress);
  jpeg_start_decompress(&info);
  if (canvas.planes)
    read_planes(info, *canvas.planes);
  else
    read_rows(info, canvas);
  decompressor.progress.covered = !info.progressive_mode || covers_luminance(info);  // gone when it has finished
  decompressor.progress.has_all_details = has_all_details(info);
  jpeg_finish_decompress(&info);
  return std::nullopt;
}

Unreadable damaged_at_once(const std::string& why) {
  return {Reason::truncated, "damaged before its first row: copy it again (" + why + ")"};
}

/// Returns the verdict on a file in which no picture even began: damage, where the file begins as a JPEG does.
Unreadable without_a_header(std::span<const std::uint8_t> bytes, Unreadable refused) {
  if (refused.reason != Reason::truncated) return refused;
  const bool begins_well = bytes.size() > 3 && (bytes[3] >= 0xc0 && bytes[3] != 0xff && !is_restart(bytes[3]));
  if (!begins_well) return {Reason::not_an_image, std::move(refused.sentence)};
  return damaged_at_once(refused.sentence);
}

/// Tells whether rows may have moved. The coded data had more or less in it than they take, and no restart set right
/// what follows the broken place.
bool may_have_moved(const jpeg_decompress_struct& info, const Progress& progress) {
  return info.restart_interval == 0 && (progress.data_lacked || progress.data_left_over);
}

long count(const ArrivedRows& rows, BandState state) {
  return std::count(rows.bands.begin(), rows.bands.end(), state);
}

/// Returns how many rows come before the first lost one.
int sound_rows(const ArrivedRows& rows) {
  const auto lost = std::find(rows.bands.begin(), rows.bands.end(), BandState::lost);
  return static_cast<int>(lost - rows.bands.begin()) * rows.rows_a_band;
}

/// The result of decoding the bytes once.
struct Attempt {
  Stored stored;
  std::pair<long, long> cost;             ///< how many bands are lost, and how many are moved
  std::optional<std::size_t> gave_up_at;  ///< place in the bytes, where libjpeg gave up in the middle of the picture
};

/// Decodes the bytes once. `mended` says that they are not the file's own, but a copy that was perhaps put right.
Attempt attempt(std::span<const std::uint8_t> bytes, bool mended, const DecodeLimits& limits, Orientation orientation) {
  Decompressor decompressor(limits);
  Canvas canvas;
  canvas.orientation = orientation;
  auto refused = read_picture(decompressor, bytes, limits, canvas);
  const jpeg_decompress_struct& info = decompressor.info;
  const Progress& progress = decompressor.progress;
  const bool complete = info.output_height > 0 && info.output_scanline >= info.output_height;
  if (refused && !progress.bands) return {without_a_header(bytes, std::move(*refused)), {}, std::nullopt};
  if (refused && !complete) {  // an error after the last row is none
    if (refused->reason != Reason::truncated) return {std::move(*refused), {}, std::nullopt};
    return {damaged_at_once(refused->sentence), {}, bytes.size() - info.src->bytes_in_buffer};
  }
  ArrivedRows rows = std::move(canvas.rows);
  if (!progress.covered) rows.lose_from(0, static_cast<int>(info.image_height));
  Raster raster = canvas.take();
  if ((mended && info.restart_interval == 0) || may_have_moved(info, progress))
    if (const auto row = seam_in(raster, orientation, rows.rows_a_band, sound_rows(rows))) rows.move_from(*row);
  rows.ends_early = progress.data_ended && (progress.data_lacked || !progress.has_all_details);
  const std::pair cost(count(rows, BandState::lost), count(rows, BandState::moved));
  return {StoredPicture{std::move(raster), std::move(rows)}, cost, std::nullopt};
}

/// Decodes the bytes. Where libjpeg gives up in the middle, decodes what comes before that place as if it were the
/// file.
Attempt attempt_twice(std::span<const std::uint8_t> bytes, bool mended, const DecodeLimits& limits,
                      Orientation orientation) {
  Attempt first = attempt(bytes, mended, limits, orientation);
  if (!first.gave_up_at || *first.gave_up_at < 4) return first;
  return attempt(bytes.first(std::min(*first.gave_up_at, bytes.size()) - 2), mended, limits, orientation);
}

bool is_damaged(const Attempt& attempt) {
  const auto* unreadable = std::get_if<Unreadable>(&attempt.stored);
  return unreadable ? unreadable->reason == Reason::truncated : attempt.cost > std::pair(0L, 0L);
}

bool is_better(const Attempt& attempt, const Attempt& other) {
  if (!std::holds_alternative<StoredPicture>(attempt.stored)) return false;
  return !std::holds_alternative<StoredPicture>(other.stored) || attempt.cost < other.cost;
}

}  // namespace

Stored decode_jpeg(std::span<const std::uint8_t> bytes, const DecodeLimits& limits, Orientation orientation) {
  Attempt best = attempt_twice(bytes, false, limits, orientation);
  if (!is_damaged(best)) return std::move(best.stored);
  if (const auto mended = without_stray_markers(bytes)) {
    Attempt other = attempt_twice(*mended, true, limits, orientation);
    if (is_better(other, best)) best = std::move(other);
  }
  return std::move(best.stored);
}

}  // namespace facefs
