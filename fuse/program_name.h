// SPDX-License-Identifier: Apache-2.0
// Tells which program a thread belongs to, for the log: the kernel names only the thread that made a request.
//
// The name is that of the process's first thread, as `ps` shows it: "nautilus", not the "pool-org.gnome." that does its
// work. For a script that the kernel started by its first line, it is the script's own. (For `python3 tidy.py` it is
// python3: arguments may be anything, and private.) The kernel cuts the name at 15 bytes; the executable's name
// completes it.
#pragma once

#include <cstdint>
#include <string>

namespace facefs {

/// Returns the thread's process; 0 where there is no such thread any more, or none that can be seen from here.
std::uint64_t process_of(int thread);
/// Returns the program's name; "?" where there is no such process.
std::string name_of_program(std::uint64_t process);

}  // namespace facefs
