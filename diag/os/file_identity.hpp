// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// The file that a link of /proc leads to, without opening it (opening a pipe's link adds an end).
// A value.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t special = 0;  // a device file's own number
    mode_t mode = 0;
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
// `link` as in ProcDir::link. A remote file system is not asked. Any thread. Errors: ProcDir's.
[[nodiscard]] Result<FileIdentity> identify_file(const ProcDir& process, const std::string& link);
// The same for a path of our own.
[[nodiscard]] Result<FileIdentity> identify_path(const std::string& path);

}  // namespace hangar::os
