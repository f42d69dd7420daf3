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

/// Tells whether it is a name of the mount's own folders, or of a file that file managers leave behind. No person may
/// have such a name.
bool is_reserved_name(std::string_view name);

/// Returns why a person may not have that name. Allowed are 1 to 200 bytes of UTF-8 after NFC. Not allowed are '/',
/// control, bidi and unassigned characters, line separators, and blanks or invisible characters at either end. A name
/// may not be reserved, begin with a dot, or end in " (2)" or another such number.
NameFault fault_of_person_name(std::string_view name);

/// Returns the name in Unicode NFC, as it is stored; nothing when it is no UTF-8.
std::optional<std::string> nfc_of(std::string_view name);

/// Tells whether `given`, in any Unicode form, is that stored name.
bool is_spelling_of(std::string_view given, std::string_view stored);

/// Returns XXH3-128 of the name under NFKC and case folding, without characters that cannot be seen. It is equal for
/// two names that people take for one.
std::array<std::uint8_t, 16> folded_key_of(std::string_view name);

}  // namespace facefs
