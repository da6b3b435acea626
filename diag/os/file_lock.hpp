// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Opens a directory and claims it for as long as the descriptor (and no copy of it) lives: whoever
// else claims it meanwhile is refused. It keeps nobody from using what is in it. Any thread.
// Errors: EWOULDBLOCK (another has it); ENOENT, EACCES, ENOTDIR and so on.
[[nodiscard]] Result<Fd> claim_directory(const std::string& path);

// Opens a directory and says, for as long as the descriptor (or a copy of it) lives, that a process
// of this user works in it. Any number may. Any thread.
// Errors: ENOENT, EACCES, ENOTDIR, EINVAL (a file system without locks) and so on.
[[nodiscard]] Result<Fd> attend_directory(const std::string& path);
// Whether another attends it, of the same user. `directory` is what attend_directory gave.
[[nodiscard]] Result<bool> has_other_attendants(int directory);

}  // namespace hangar::os
