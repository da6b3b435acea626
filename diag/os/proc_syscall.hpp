// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Where a thread is blocked, as /proc/PID/task/TID/syscall tells without stopping it.
// A value; any thread. Source: proc(5).
struct ThreadSyscall {
    bool running = false;                // on a processor, or about to be: nothing else is known
    std::optional<std::int64_t> number;  // empty: blocked, but in no system call (a page fault)
    std::array<std::uint64_t, 6> arguments{};
    std::uint64_t stack_pointer = 0;
    std::uint64_t program_counter = 0;
    // The same line twice is what tells waiting from passing through.
    friend bool operator==(const ThreadSyscall&, const ThreadSyscall&) = default;
};

// Empty if `text` is no such line; any bytes may come.
[[nodiscard]] std::optional<ThreadSyscall> parse_syscall(std::string_view text);
// `thread` is a ProcDir::task. Errors: ProcDir's (EACCES, EPERM under Yama); EBADMSG.
[[nodiscard]] Result<ThreadSyscall> read_syscall(const ProcDir& thread);

}  // namespace hangar::os
