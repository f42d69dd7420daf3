// SPDX-License-Identifier: Apache-2.0
// Decides whether a test of the mount may be left out. It may only where /dev/fuse cannot be opened and the user has
// said that this is known (FACEFS_WITHOUT_MOUNT in the environment; ./dev test --without-mount). Otherwise the test
// fails, so that a run that has tested nothing does not pass.
#pragma once

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

#include "fuse/session.h"

namespace facefs::test {

/// Returns what to say when the test is skipped; nothing where it can run. Throws where it can neither run nor be
/// skipped.
inline std::optional<std::string> reason_to_skip_the_mount() {
  const auto missing = fuse_is_missing();
  if (!missing) return std::nullopt;
  if (!std::getenv("FACEFS_WITHOUT_MOUNT"))
    throw std::runtime_error("no mount can be made: " + *missing + "; ./dev test --without-mount leaves this test out");
  return "no mount can be made here: " + *missing;
}

}  // namespace facefs::test
