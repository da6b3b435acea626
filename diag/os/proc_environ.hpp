// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A variable of the environment that a process was *started* with: what it set later does not show,
// nor what a forked child was given; and one in the midst of its exec shows none. Any thread.
// Errors: ProcDir's (EACCES for another user's).
[[nodiscard]] std::optional<std::string> find_variable(std::string_view environ_text,
                                                       std::string_view name);
[[nodiscard]] Result<std::optional<std::string>> read_variable(const ProcDir& dir,
                                                               std::string_view name);

}  // namespace hangar::os
