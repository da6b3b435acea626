// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::hang {

// The `hangar` program, which does all reading of sick processes: what the environment's
// HANGAR_PROGRAM says (`hangar run` sets it), else the one beside the running program or in ../bin
// of it, else the first in PATH. An absolute path. Any thread.
// Errors: ENOENT, with the way out.
[[nodiscard]] os::Result<std::string> find_examiner();

}  // namespace hangar::hang
