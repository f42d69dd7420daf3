// SPDX-License-Identifier: Apache-2.0
// Whether a process has died, when threads of it may still hang in the kernel: then a pidfd, a pipe's end and waitpid
// say no for ever, and only its main thread tells.
#pragma once

namespace facefs {

/// The main thread is gone, or a zombie (proc_pid_stat(5)). Also where there is no such process.
bool main_thread_has_ended(long process);

}  // namespace facefs
