// SPDX-License-Identifier: Apache-2.0
// Which program a thread belongs to, for the log: the kernel tells of a request only the thread that made it.
//
// The name is that of the process's first thread, as `ps` shows it: "nautilus", not the "pool-org.gnome." that does its
// work; of a script that the kernel started by its first line the script's own. (Of `python3 tidy.py` it is python3:
// arguments may be anything, and private.) The kernel cuts it at 15 bytes; the executable's name completes it.
#pragma once

#include <cstdint>
#include <string>

namespace facefs {

/// Nothing where there is no such thread any more, or none that can be seen from here.
std::uint64_t process_of(int thread);
/// "?" where there is none.
std::string name_of_program(std::uint64_t process);

}  // namespace facefs
