// SPDX-License-Identifier: Apache-2.0
// Tells damage of the gallery from every other fault: after damage the gallery is made again, after another fault it is
// not. Any thread.
#pragma once

#include <exception>

namespace facefs {

/// True of a BadRecord, and of LMDB's own errors that mean the same.
bool is_damage(const std::exception& fault);

}  // namespace facefs
