// SPDX-License-Identifier: Apache-2.0
// For what keeps itself going on the event loop: a timer, a watched descriptor, a row of steps.
//
// A step may meet a damaged gallery. That is the writer's to mend (Daemon::run_loop), and the step is done again with
// the mended one; but whoever did not ask for the next step before it threw would never be called again.
#pragma once

namespace facefs {

/// Runs `work`, and then `next` in any case; what `work` threw is thrown on.
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
