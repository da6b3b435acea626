// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar {

// Where a thread of another process is, innermost first, a line a frame: as the `hangar` program
// reads it, which is nobody's child, so that no wait of ours meets it. Any thread; blocks until the
// deadline at most.
// Errors: hang::find_examiner's, start_detached's; ETIMEDOUT; EBADMSG: it has read no stack.
[[nodiscard]] os::Result<std::vector<std::string>> examined_stack(const os::ProcessId& process,
                                                                  pid_t thread,
                                                                  os::Deadline deadline);

// The same of what `hangar dump --json` has said. Empty: that thread has none in it. Pure.
[[nodiscard]] std::vector<std::string> stack_in_dump(const std::string& dump, pid_t thread);

}  // namespace hangar
