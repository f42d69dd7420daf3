// SPDX-License-Identifier: Apache-2.0
// Tells damage of the gallery from every other fault. Only after damage is the gallery made again. Any thread.
#pragma once

#include <exception>

namespace facefs {

/// Tells whether the fault is a BadRecord, or an error of LMDB that means the same.
bool is_damage(const std::exception& fault);

}  // namespace facefs
