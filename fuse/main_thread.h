// SPDX-License-Identifier: Apache-2.0
// Tells whether a process has died, even when threads of it still hang in the kernel. A pidfd, a pipe's end and waitpid
// then never tell it; only the main thread does.
#pragma once

namespace facefs {

/// Returns true when the main thread is gone or a zombie (proc_pid_stat(5)), and when there is no such process.
bool main_thread_has_ended(long process);

}  // namespace facefs
