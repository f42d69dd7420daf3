// SPDX-License-Identifier: Apache-2.0
// The two names of a reference photo: its file's name on the disk, which tells nothing, and the user's.
//
// A name that was typed stays in a folder's blocks when the file has long gone, where no forgetting reaches it. So the
// files have random names, and what the user calls them is in decisions.log and the gallery, which a forgetting writes
// anew. Pure, but for `new_reference_file`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace facefs {

struct NamedReference {
  std::string file;  ///< on the disk: 16 hexadecimal digits
  std::string name;  ///< the user's, of any bytes
  bool operator==(const NamedReference&) const = default;
};

/// A name that no file has yet. Throws std::runtime_error where there is no source of randomness.
std::string new_reference_file();
bool is_reference_file(std::string_view file);

/// As a line of decisions.log has both, and back; nothing where it is no such text.
std::string text_of(const NamedReference& reference);
std::optional<NamedReference> named_reference_in(std::string_view text);

}  // namespace facefs
