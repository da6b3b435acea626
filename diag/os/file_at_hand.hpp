// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/file_identity.hpp>

namespace hangar::os {

// The file that a process finds by `path` below what a link of its /proc directory leads to
// ("root", "cwd", "fd/3"), without waiting for any file server: by what the kernel has at hand
// alone (RESOLVE_CACHED, Linux 5.12; an older one looks the path up). Links stay in the directory,
// as if it were the root, for "root" only. Any thread. Errors: EAGAIN: its file system would have
// to be asked; ENOENT and so on.
[[nodiscard]] Result<FileIdentity> identify_at_hand(const ProcDir& process, const std::string& link,
                                                    const std::string& path);

}  // namespace hangar::os
