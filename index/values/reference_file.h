// SPDX-License-Identifier: Apache-2.0
// The two names of a reference photo: its file's name on the disk, which tells nothing, and the user's name.
//
// A typed name stays in a folder's blocks long after the file has gone, and forgetting a person does not reach it. So
// the files have random names. The user's names are in decisions.log and the gallery, which forgetting writes anew.
// Pure, except for `new_reference_file`.
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

/// Returns a new random name for a file. Throws std::runtime_error where there is no source of randomness.
std::string new_reference_file();
bool is_reference_file(std::string_view file);

/// Returns both names as a line of decisions.log has them. `named_reference_in` reads them back; it returns nothing
/// where the text is none.
std::string text_of(const NamedReference& reference);
std::optional<NamedReference> named_reference_in(std::string_view text);

}  // namespace facefs
