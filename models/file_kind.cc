// SPDX-License-Identifier: Apache-2.0
#include "models/file_kind.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace facefs {
namespace {

using namespace std::string_view_literals;

struct Signature {
  FileKind kind;
  std::string_view bytes;
  std::size_t at = 0;
};

constexpr std::array kSignatures = {
    Signature{FileKind::jpeg, "\xff\xd8\xff"sv},
    Signature{FileKind::png, "\x89PNG\r\n\x1a\n"sv},
    Signature{FileKind::gif, "GIF87a"sv},
    Signature{FileKind::gif, "GIF89a"sv},
    Signature{FileKind::jxl, "\xff\x0a"sv},
    Signature{FileKind::jxl, "\0\0\0\x0cJXL \r\n\x87\n"sv},
    Signature{FileKind::jp2, "\0\0\0\x0cjP  \r\n\x87\n"sv},
    Signature{FileKind::jp2, "\xff\x4f\xff\x51"sv},
    Signature{FileKind::psd, "8BPS"sv},
    Signature{FileKind::raw, "II\x1a\0\0\0HEAPCCDR"sv},  // Canon CRW
    Signature{FileKind::raw, "FUJIFILMCCD-RAW"sv},
    Signature{FileKind::raw, "IIRO"sv},  // Olympus
    Signature{FileKind::raw, "IIRS"sv},
    Signature{FileKind::raw, "MMOR"sv},
    Signature{FileKind::raw, "IIU\0"sv},               // Panasonic
    Signature{FileKind::raw, "FOVb"sv},                // Sigma
    Signature{FileKind::raw, "\0MRM"sv},               // Minolta
    Signature{FileKind::video, "\x1a\x45\xdf\xa3"sv},  // Matroska, WebM
    Signature{FileKind::video, "\0\0\1\xba"sv},        // MPEG
    Signature{FileKind::video, "\0\0\1\xb3"sv},
    Signature{FileKind::video, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"sv},  // Windows Media
    Signature{FileKind::video, "FLV\1"sv},
    Signature{FileKind::video, "moov"sv, 4},  // QuickTime before it had "ftyp"
    Signature{FileKind::video, "mdat"sv, 4},
    Signature{FileKind::video, "wide"sv, 4},
};

std::string_view text_in(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool holds(std::string_view text, std::size_t at, std::string_view part) {
  return at <= text.size() && text.substr(at).starts_with(part);
}

std::uint32_t number(std::string_view text, std::size_t at, std::size_t width, bool big) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t place = at + (big ? i : width - 1 - i);
    value = value << 8 | (place < text.size() ? static_cast<std::uint8_t>(text[place]) : 0U);
  }
  return value;
}

FileKind kind_of_riff(std::string_view text) {
  if (holds(text, 8, "WEBP")) return FileKind::webp;
  return holds(text, 8, "AVI ") ? FileKind::video : FileKind::unknown;
}

/// Tells the kind by the brands in the file's first box (ISO/IEC 14496-12): the major one, and those that it is
/// compatible with.
FileKind kind_of_brands(std::string_view text) {
  const std::string_view brands = text.substr(8, std::max(number(text, 0, 4, true), 16U) - 8);
  const auto names = [&](std::string_view brand) {
    for (std::size_t at = 0; at + 4 <= brands.size(); at += 4)
      if (at != 4 && brands.substr(at, 4) == brand) return true;  // a version is at 4
    return false;
  };
  if (names("avif") || names("avis")) return FileKind::avif;
  if (brands.starts_with("crx ")) return FileKind::raw;  // Canon CR3
  for (const std::string_view brand : {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"})
    if (names(brand)) return FileKind::heic;
  return brands.starts_with("M4A") || brands.starts_with("M4B") ? FileKind::unknown : FileKind::video;
}

/// Tells a camera's raw file from a plain TIFF. It says which DNG it is, or its first picture is a small one with
/// others beside it.
FileKind kind_of_tiff(std::string_view text) {
  constexpr std::uint32_t kSubfileType = 0x00fe, kSubDirectories = 0x014a, kDngVersion = 0xc612;
  if (holds(text, 8, "CR")) return FileKind::raw;  // Canon CR2
  const bool big = text.starts_with('M');
  const std::size_t directory = number(text, 4, 4, big);
  bool is_small = false, has_others = false;
  for (std::size_t i = 0; i < number(text, directory, 2, big); ++i) {
    const std::size_t at = directory + 2 + 12 * i;
    if (at + 12 > text.size()) break;
    const std::uint32_t tag = number(text, at, 2, big);
    if (tag == kDngVersion) return FileKind::raw;
    is_small = is_small || (tag == kSubfileType && number(text, at + 8, 4, big) == 1);
    has_others = has_others || tag == kSubDirectories;
  }
  return is_small && has_others ? FileKind::raw : FileKind::tiff;
}

bool is_bmp(std::string_view text) {
  return text.starts_with("BM") && holds(text, 6, "\0\0\0\0"sv) && number(text, 14, 4, false) <= 124 &&
         text.size() > 18;
}

bool is_transport_stream(std::string_view text) {
  constexpr std::size_t kPacket = 188;
  return text.size() > 2 * kPacket && text[0] == 'G' && text[kPacket] == 'G' && text[2 * kPacket] == 'G';
}

}  // namespace

FileKind kind_of(std::span<const std::uint8_t> first_bytes) {
  const std::string_view text = text_in(first_bytes);
  for (const Signature& signature : kSignatures)
    if (holds(text, signature.at, signature.bytes)) return signature.kind;
  if (text.starts_with("RIFF")) return kind_of_riff(text);
  if (holds(text, 4, "ftyp")) return kind_of_brands(text);
  if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv)) return kind_of_tiff(text);
  if (text.starts_with("II+\0"sv) || text.starts_with("MM\0+"sv)) return FileKind::tiff;
  if (is_bmp(text)) return FileKind::bmp;
  return is_transport_stream(text) ? FileKind::video : FileKind::unknown;
}

std::string_view name_of(FileKind kind) {
  constexpr std::array<std::string_view, 14> kNames = {"unknown", "jpeg", "png", "webp", "heic", "avif", "jxl",
                                                       "jp2",     "tiff", "gif", "bmp",  "psd",  "raw",  "video"};
  return kNames.at(static_cast<std::size_t>(kind));
}

bool is_read(FileKind kind) {
  return kind == FileKind::jpeg || kind == FileKind::png || kind == FileKind::webp;
}

}  // namespace facefs
