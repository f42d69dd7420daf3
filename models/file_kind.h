// SPDX-License-Identifier: Apache-2.0
// Tells what kind of file this is, by its first bytes and under any name. It knows the pictures that facefs reads. It
// also knows others, so that the user is told of them and they are counted by kind.
//
// Signatures are as the file formats define them. A file that is cut or damaged further on keeps its kind. Pure, over
// foreign bytes; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace facefs {

enum class FileKind : std::uint8_t { unknown, jpeg, png, webp, heic, avif, jxl, jp2, tiff, gif, bmp, psd, raw, video };

/// How many of a file's first bytes are asked for. Fewer are accepted, but a camera's raw file may then pass for a
/// TIFF.
inline constexpr std::size_t kBytesForKind = 4096;

FileKind kind_of(std::span<const std::uint8_t> first_bytes);

/// Returns the name for counting and for messages: "heic".
std::string_view name_of(FileKind kind);

/// Tells whether facefs reads that kind: JPEG, PNG and WebP.
bool is_read(FileKind kind);

}  // namespace facefs
