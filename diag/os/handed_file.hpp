// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>

namespace hangar::os {

// Opens a file that whoever started this process named to it: /proc/PID/fd/N as well, which
// open_file() takes for a link and refuses. O_CLOEXEC is added to `flags`. Any thread.
// Errors: ENOENT, EACCES and so on.
[[nodiscard]] Result<Fd> open_handed_file(const std::string& path, int flags);

}  // namespace hangar::os
