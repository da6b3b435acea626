// SPDX-License-Identifier: Apache-2.0
// The source file that CMake requires of a target with precompiled headers; it has no code.
