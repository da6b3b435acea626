// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::hang {

// Where a guard's dump goes: absolute, and another one than any in `taken`: "hang.txt",
// "hang-2.txt". Empty: "hang-PID.txt" in HANGAR_DUMP_DIR, which is made if it is missing, else in
// the current directory. Any thread. Errors: getcwd's, mkdir's; ENAMETOOLONG.
[[nodiscard]] os::Result<std::string> guard_path(const std::string& wanted,
                                                 const std::set<std::string>& taken);

// "/a/hang.txt" -> "/a/hang.json"; one without the ending ".txt" gets ".json" behind it.
[[nodiscard]] std::string json_beside(const std::string& path);

}  // namespace hangar::hang
