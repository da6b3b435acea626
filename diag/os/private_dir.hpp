// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Opens `path` as a directory that is ours alone (0700), making it if it is missing. Its parent
// must be there. Any thread.
// Errors: EPERM for one of another user's, or that others may enter; ELOOP or ENOTDIR for a
// symbolic link or a file; ENOENT.
[[nodiscard]] Result<Fd> open_private_dir(const std::string& path);

struct UniqueDir {
    Fd fd;
    std::string name;
};
// Makes a new private directory PREFIX-XXXXXXXX in `base`, under a name that nobody had.
[[nodiscard]] Result<UniqueDir> make_unique_dir(int base, const std::string& prefix);

}  // namespace hangar::os
