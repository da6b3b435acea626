// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What names a file whatever its paths are, as long as somebody has it. A value; any thread.
// The device is the one that fstat shows; on some file systems (overlayfs, btrfs) /proc/PID/maps
// shows another.
struct FileId {
    std::uint32_t device_major = 0;
    std::uint32_t device_minor = 0;
    std::uint64_t inode = 0;
    friend auto operator<=>(const FileId&, const FileId&) = default;
};

[[nodiscard]] Result<FileId> file_id(int fd);

}  // namespace hangar::os
