// SPDX-License-Identifier: Apache-2.0
// Why a file gave no picture: a verdict that the user can act on, not a fault of the program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace facefs {

enum class Reason : unsigned char {
  empty,
  not_an_image,
  truncated,
  too_large,
  unsupported,
  no_permission,
  read_error,
  too_slow,
  crashed,
  changing,
  killed,  ///< its worker was killed from outside
};

inline constexpr std::uint8_t kReasons = static_cast<std::uint8_t>(Reason::killed) + 1;

/// Returns the name as `.status/failures.txt` has it: "not-an-image".
std::string_view name_of(Reason reason);

/// Tells whether the reason may pass, because nothing is wrong with the file. The file is then read again at the next
/// start, by `facefs rescan` and after an hour.
bool may_pass(Reason reason);

/// A reason and the sentence that says what was found and what to do.
struct Unreadable {
  Reason reason = Reason::read_error;
  std::string sentence;
};

}  // namespace facefs
