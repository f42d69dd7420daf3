// SPDX-License-Identifier: Apache-2.0
// Does nothing. All of the code is linked into it, so that the linker can tell two types of one name apart
// (FACEFS_WHOLE).
int main() {}
