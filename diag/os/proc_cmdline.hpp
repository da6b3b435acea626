// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// The arguments a process was started with, as /proc/PID/cmdline tells; a process may overwrite
// them. Empty for a zombie and for a kernel thread. Any thread. Errors: ProcDir's.
[[nodiscard]] std::vector<std::string> parse_cmdline(std::string_view text);
[[nodiscard]] Result<std::vector<std::string>> read_cmdline(const ProcDir& dir);

// For people: the arguments in one line, or the name in brackets ("[kthreadd]") without any.
// Control characters are shown as '?'. Never fails: "[?]" for what cannot be read.
[[nodiscard]] std::string describe_command(const ProcDir& dir);

}  // namespace hangar::os
