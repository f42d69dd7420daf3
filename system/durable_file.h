// SPDX-License-Identifier: Apache-2.0
// Writes small files that are whole and on the disk when a function returns, and overwrites bytes that must be gone.
//
// A function that returns an errno does not throw. The others throw std::system_error with the errno. Its sentence
// names the path, except where bytes could not be written. The functions that overwrite a descriptor report no error.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace facefs {

/// Writes the bytes to a new file beside `file`, syncs it, renames it over `file`, and syncs the folder. After a power
/// cut `file` is the old one or the new one.
void write_durably(const std::filesystem::path& file, std::string_view bytes);

void write_all(int descriptor, std::string_view bytes);
void sync_folder(const std::filesystem::path& folder);
/// Makes the folder where it is missing, for its owner alone, and syncs its name to the disk. Returns the errno, or 0.
int make_folder_durably(const std::filesystem::path& folder);
std::string read_whole_file(const std::filesystem::path& file);

/// Overwrites every byte of the file with zeros, and syncs it. Best effort: a disk's spare cells are out of reach.
void overwrite_with_zeros(int descriptor);

/// Calls overwrite_with_zeros where the file has no name left, because it was removed or replaced. A file with another
/// name keeps its bytes.
void overwrite_what_has_no_name(int descriptor);

/// Removes the file, and overwrites its bytes unless it has another name. Returns the errno, or 0.
int erase_file(const std::filesystem::path& file);

/// Calls overwrite_with_zeros for each regular file below the folder, then removes the folder.
void erase_folder(const std::filesystem::path& folder);

}  // namespace facefs
