// SPDX-License-Identifier: Apache-2.0
// People's names: what is allowed, and when two are the same. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace facefs {

enum class NameFault : std::uint8_t { none, too_long, not_allowed };

/// Names of the mount's own top folders and of files that managers leave around; never a person.
bool is_reserved_name(std::string_view name);

/// Whether a person may have that name: 1 to 200 bytes of UTF-8 after NFC, no control or bidi character, no blank and
/// nothing invisible at either end, no leading dot, no '/', not reserved, not ending in " (2)" or another such number.
NameFault fault_of_person_name(std::string_view name);

/// Unicode NFC, or nothing when it is no UTF-8. A name is stored so.
std::optional<std::string> nfc_of(std::string_view name);

/// Whether `given`, in whatever Unicode form, is that stored name.
bool is_spelling_of(std::string_view given, std::string_view stored);

/// XXH3-128 of the name under NFKC and case folding, without what cannot be seen: equal for two names that people take
/// for one.
std::array<std::uint8_t, 16> folded_key_of(std::string_view name);

}  // namespace facefs
