// SPDX-License-Identifier: Apache-2.0
// Tells damage of the gallery, and a disk that takes nothing, from every other fault. Only after damage is the gallery
// made again. Any thread.
#pragma once

#include <exception>

namespace facefs {

/// Tells whether the fault is a BadRecord, or an error of LMDB that means the same.
bool is_damage(const std::exception& fault);

/// Tells whether the disk refused a write to the gallery: it is full, read-only or broken. (LMDB takes a disk that
/// fills up for an input/output error.)
bool is_refused_by_disk(const std::exception& fault);

}  // namespace facefs
