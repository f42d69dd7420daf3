// SPDX-License-Identifier: Apache-2.0
// A function that is compiled for several kinds of processor, the best one chosen when the program starts: its loops
// are plain, and become the widest instructions that there are.
//
// Not under the thread sanitizer, whose runtime is not there yet when the choice is made.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define FACEFS_CLONES(...)
#else
#define FACEFS_CLONES(...) __attribute__((target_clones(__VA_ARGS__)))
#endif

/// For bytes and 16-bit sums, of which wider instructions than AVX2's bring nothing: memory is what they wait for.
#define FACEFS_CLONES_FOR_BYTES FACEFS_CLONES("avx2", "default")
