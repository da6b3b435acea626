// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Files of our own, made so that nobody can slip another one under us: no symbolic link is followed
// in the last part of a path, modes are 0600, descriptors close-on-exec. `dir` is a directory's
// descriptor or AT_FDCWD. Any thread.

// A new file, for reading and writing. Errors: EEXIST for anything that has the name, also a link.
[[nodiscard]] Result<Fd> create_exclusive(int dir, const std::string& path);

// For appending, made if it is missing. Errors: EINVAL for what is no regular file (a FIFO does not
// block us), ELOOP for a link.
[[nodiscard]] Result<Fd> open_append(int dir, const std::string& path);

// Gives `path` this content in one step: a reader sees the old file or the new one, whole.
// On failure the old one stands and nothing is left beside it. Errors: ENOSPC, EACCES and so on.
[[nodiscard]] Status replace_file(int dir, const std::string& path, std::string_view content);

}  // namespace hangar::os
