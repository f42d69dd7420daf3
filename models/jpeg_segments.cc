// SPDX-License-Identifier: Apache-2.0
#include "models/jpeg_segments.h"

#include <algorithm>
#include <cstring>

namespace facefs {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t kRestartInterval = 0xdd;

bool is_restart(std::uint8_t marker) {
  return marker >= 0xd0 && marker <= 0xd7;
}

bool has_length(std::uint8_t marker) {
  return !is_restart(marker) && marker != 0x01 && marker != 0xd8;
}

std::size_t next_ff(Bytes bytes, std::size_t at) {
  if (at >= bytes.size()) return bytes.size();
  const void* found = std::memchr(bytes.data() + at, 0xff, bytes.size() - at);
  return found ? static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data()) : bytes.size();
}

/// Returns the place of the next marker from `at` on. Restarts count only where `restarts` is set.
std::size_t next_marker(Bytes bytes, std::size_t at, bool restarts) {
  for (at = next_ff(bytes, at); at + 1 < bytes.size(); at = next_ff(bytes, at + 1)) {
    const std::uint8_t next = bytes[at + 1];
    if (next != 0 && next != 0xff && (restarts || !is_restart(next))) return at;
  }
  return bytes.size();
}

/// Tells whether the marker may follow coded data: the end of the image, or a marker between two scans.
bool may_follow_a_scan(std::uint8_t marker) {
  return marker == JpegSegments::kEndOfImage || marker == JpegSegments::kStartOfScan || marker == kRestartInterval ||
         marker == 0xc4 || marker == 0xdb || marker == 0xdc || marker == JpegSegments::kComment ||
         (marker >= 0xe0 && marker <= 0xef);
}

/// Tells whether there is a segment that another marker follows. Coded data looks like one by chance only once in some
/// hundreds of times.
bool is_a_segment(Bytes file, std::size_t at) {
  if (file[at + 1] == JpegSegments::kEndOfImage) return true;
  if (at + 4 > file.size()) return false;
  const std::size_t length = static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3];
  if (length < 2) return false;
  if (file[at + 1] == JpegSegments::kStartOfScan)
    return at + 5 <= file.size() && length == std::size_t{6} + 2 * std::size_t{file[at + 4]};
  return at + 2 + length < file.size() && file[at + 2 + length] == 0xff;
}

/// Returns the end of the coded data that begins at `at`. Stray markers count as coded data.
std::size_t end_of_coded_data(Bytes file, std::size_t at) {
  while ((at = next_marker(file, at, false)) < file.size()) {
    if (may_follow_a_scan(file[at + 1]) && is_a_segment(file, at)) return at;
    ++at;
  }
  return at;
}

}  // namespace

std::optional<JpegSegment> JpegSegments::next() {
  const std::size_t at = next_marker(file_, at_, true);
  if (at + 2 > file_.size()) return std::nullopt;
  const std::uint8_t marker = file_[at + 1];
  if (marker == kEndOfImage) {
    at_ = file_.size();
    return std::nullopt;
  }
  std::size_t head = 2;
  if (has_length(marker)) {
    if (at + 4 > file_.size()) return std::nullopt;
    head = 4;
  }
  const std::size_t told = head == 4 ? (static_cast<std::size_t>(file_[at + 2]) << 8 | file_[at + 3]) + 2 : 2;
  const std::size_t length = std::min(told, file_.size() - at);
  const Bytes payload = file_.subspan(at + std::min(head, length), length - std::min(head, length));
  std::size_t end = at + length;
  if (marker == kStartOfScan) end = next_marker(file_, end, false);
  at_ = end;
  return JpegSegment{marker, file_.subspan(at, end - at), payload};
}

std::optional<std::vector<std::uint8_t>> without_stray_markers(Bytes file) {
  std::optional<std::vector<std::uint8_t>> mended;
  bool restarts = false;
  std::size_t scan_end = 0;
  JpegSegments segments(file);
  while (const auto segment = segments.next()) {
    const auto begin = static_cast<std::size_t>(segment->payload.data() - file.data());
    if (begin < scan_end) continue;  // what looked like a segment in coded data
    if (segment->marker == kRestartInterval && segment->payload.size() >= 2)
      restarts = (segment->payload[0] | segment->payload[1]) != 0;
    if (segment->marker != JpegSegments::kStartOfScan) continue;
    scan_end = end_of_coded_data(file, begin + segment->payload.size());
    for (std::size_t at = next_marker(file, begin + segment->payload.size(), true); at < scan_end;
         at = next_marker(file, at + 1, true)) {
      if (restarts && is_restart(file[at + 1])) continue;
      if (!mended) mended.emplace(file.begin(), file.end());
      (*mended)[at + 1] = 0;
    }
  }
  return mended;
}

}  // namespace facefs
