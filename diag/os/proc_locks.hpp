// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A file lock, as a line of /proc/locks or a "lock:" line of a descriptor's fdinfo tells.
// A value; any thread. Source: proc(5).
struct FileLock {
    std::uint64_t id = 0;  // a waiter has that of the lock it waits for
    bool waiting = false;
    std::string type;  // FLOCK POSIX OFDLCK LEASE ...
    bool write = false;
    // Who took it. For an inherited flock he may be long dead; -1 for an open file description
    // lock. Only the fdinfo of a descriptor tells who holds it now.
    pid_t pid = 0;
    unsigned device_major = 0;
    unsigned device_minor = 0;
    std::uint64_t inode = 0;
    std::uint64_t start = 0;
    std::optional<std::uint64_t> end;  // the last byte; empty: to the end of the file
    friend bool operator==(const FileLock&, const FileLock&) = default;
};

// Empty if `line` is none; any bytes may come.
[[nodiscard]] std::optional<FileLock> parse_lock(std::string_view line);
// Lines that are none are passed over.
[[nodiscard]] std::vector<FileLock> parse_locks(std::string_view text);
// All locks of the machine that this pid namespace may see. Errors: EMFILE and so on.
[[nodiscard]] Result<std::vector<FileLock>> read_locks();

}  // namespace hangar::os
