// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What the directory entry at a path is, without opening it; a link is not followed. A value.
struct FileFacts {
    uid_t owner = 0;
    mode_t mode = 0;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;  // bytes
    // When it was made; where the file system does not keep that, when it was last changed.
    std::chrono::system_clock::time_point made;
    std::chrono::system_clock::time_point written;  // its content

    [[nodiscard]] bool is_regular() const noexcept { return S_ISREG(mode); }
    [[nodiscard]] bool is_socket() const noexcept { return S_ISSOCK(mode); }
    friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

// `dir` is a directory's descriptor or AT_FDCWD. Any thread. Errors: ENOENT, EACCES and so on.
[[nodiscard]] Result<FileFacts> file_facts(int dir, const std::string& path);

}  // namespace hangar::os
