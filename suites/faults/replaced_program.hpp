// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::faults {

inline constexpr const char* replace_flag = "--replace-yourself";

// What this program does with that flag: puts another file into its own place, then has children by
// every backend that executes a program. Gives its exit status.
[[nodiscard]] int run_replaced_program(const char* path);

}  // namespace hangar::faults
