// SPDX-License-Identifier: Apache-2.0
// An act as bytes, to be kept or sent, and back. Pure; any thread.
//
// The bytes have a format and a checksum like a record of the gallery. A kind's place in `Deed` is its number, and its
// fields stand in the order of act_bytes.cc: a new kind comes last, and so does a new field.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "index/decisions/act.h"

namespace facefs {

std::string bytes_of(const Act& act);

/// Returns nothing where the bytes are damaged, or hold a kind of act that a newer facefs has brought.
std::optional<Act> act_in(std::string_view bytes);

}  // namespace facefs
