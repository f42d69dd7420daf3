// SPDX-License-Identifier: Apache-2.0
// Does nothing: it is linked with all of the code, for what the linker has to say of it (FACEFS_WHOLE).
int main() {}
