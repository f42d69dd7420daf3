// SPDX-License-Identifier: Apache-2.0
// Keeps a chain of steps on the event loop going: a timer, a watched descriptor, a row of steps.
//
// A step may meet a damaged gallery. The writer mends it (Daemon::run_loop), and the step is done again with the mended
// one. A step that throws before it has asked for the next one would end the chain.
#pragma once

namespace facefs {

/// Runs `work`, and then `next` even if `work` threw. Rethrows what `work` threw.
template <typename Work, typename Next>
void always_then(Work work, Next next) {
  try {
    work();
  } catch (...) {
    next();
    throw;
  }
  next();
}

}  // namespace facefs
