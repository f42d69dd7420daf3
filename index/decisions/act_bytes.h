// SPDX-License-Identifier: Apache-2.0
// Turns an act into bytes, to be kept or sent, and back. Pure; any thread.
//
// The bytes have a format and a checksum like a record of the gallery. A kind's place in `Deed` is its number, and its
// fields are in the order of act_bytes.cc. A new kind comes last, and so does a new field.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "index/decisions/act.h"

namespace facefs {

std::string bytes_of(const Act& act);

/// Returns the act; nothing where the bytes are damaged, or hold a kind of act that only a newer facefs has.
std::optional<Act> act_in(std::string_view bytes);

}  // namespace facefs
