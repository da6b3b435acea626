// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>

namespace hangar::os {

// Opens a directory and claims it for as long as the descriptor (and no copy of it) lives: whoever
// else claims it meanwhile is refused. It keeps nobody from using what is in it. Any thread.
// Errors: EWOULDBLOCK (another has it); ENOENT, EACCES, ENOTDIR and so on.
[[nodiscard]] Result<Fd> claim_directory(const std::string& path);

}  // namespace hangar::os
