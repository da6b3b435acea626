// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// How much a thread has read and written so far (/proc/PID/task/TID/io): by read and write and
// their kin on whatever descriptor, not by send and recv. A value; any thread. Source: proc(5).
struct IoCount {
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_written = 0;
    std::uint64_t reads = 0;  // calls, also those that moved nothing
    std::uint64_t writes = 0;
    friend bool operator==(const IoCount&, const IoCount&) = default;
};

[[nodiscard]] std::optional<IoCount> parse_io_count(std::string_view text);
// Errors: ProcDir's (EACCES: it takes the right to trace it); EBADMSG.
[[nodiscard]] Result<IoCount> read_io_count(const ProcDir& thread);

}  // namespace hangar::os
