// SPDX-License-Identifier: Apache-2.0
// Small files that must be whole and on the disk when a function returns, and bytes that must be gone.
//
// Every function throws std::system_error with the errno, its sentence naming the path.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace facefs {

/// Written beside it, synced, renamed over it, and the folder synced: after a power cut it is the old or the new file.
void write_durably(const std::filesystem::path& file, std::string_view bytes);

void write_all(int descriptor, std::string_view bytes);
void sync_folder(const std::filesystem::path& folder);
/// Makes it, private, where it is missing, and has its name on the disk. The errno, or 0.
int make_folder_durably(const std::filesystem::path& folder);
std::string read_whole_file(const std::filesystem::path& file);

/// Best effort before an unlink: zeros over every byte, synced. A disk's spare cells are out of reach.
void overwrite_with_zeros(int descriptor);

/// overwrite_with_zeros where the file has no name left: after it was removed or replaced. One with another name keeps
/// its bytes.
void overwrite_what_has_no_name(int descriptor);

/// Removes the file and overwrites its bytes. The errno, or 0.
int erase_file(const std::filesystem::path& file);

/// overwrite_with_zeros for each regular file below, then removes the folder.
void erase_folder(const std::filesystem::path& folder);

}  // namespace facefs
