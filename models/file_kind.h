// SPDX-License-Identifier: Apache-2.0
// What kind of file this is, by its first bytes and under any name: the pictures that facefs reads, and those that it
// does not, so that they can be told and counted by kind.
//
// Signatures as file formats define them; a file that is cut or damaged further on keeps its kind. Pure, over foreign
// bytes; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace facefs {

enum class FileKind : std::uint8_t { unknown, jpeg, png, webp, heic, avif, jxl, jp2, tiff, gif, bmp, psd, raw, video };

/// How many of a file's first bytes are asked for. Fewer are taken, too; a camera's raw file may then pass for a TIFF.
inline constexpr std::size_t kBytesForKind = 4096;

FileKind kind_of(std::span<const std::uint8_t> first_bytes);

/// For counting and telling: "heic".
std::string_view name_of(FileKind kind);

/// JPEG, PNG and WebP.
bool is_read(FileKind kind);

}  // namespace facefs
