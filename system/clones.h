// SPDX-License-Identifier: Apache-2.0
// Compiles a function for several kinds of processor; the best version is chosen when the program starts. The loops are
// plain, and become the widest instructions of each kind.
//
// Does nothing under the thread sanitizer: its runtime is not ready when the choice is made.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define FACEFS_CLONES(...)
#else
#define FACEFS_CLONES(...) __attribute__((target_clones(__VA_ARGS__)))
#endif

/// For bytes and 16-bit sums. Instructions wider than AVX2's gain nothing there, because the loops wait for memory.
#define FACEFS_CLONES_FOR_BYTES FACEFS_CLONES("avx2", "default")
