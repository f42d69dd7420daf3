// SPDX-License-Identifier: Apache-2.0
// The bytes of the gallery's records (docs/gallery-format.md has the layout). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "index/values/records.h"

namespace facefs {

/// Returns the bytes of any record in index/values/records.h, or of an Unreadable.
template <typename Record>
std::string encoded(const Record& record);

/// Returns the record in the bytes, as in `decoded<PhotoRecord>(bytes)`; nothing where they are damaged. Also reads an
/// Embedding, which older galleries kept whole.
template <typename Record>
std::optional<Record> decoded(std::string_view bytes);

}  // namespace facefs
