// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What /proc/PID/stat (a process) or /proc/PID/task/TID/stat (a thread) tells. A value; any thread.
// Times are in clock ticks (sysconf(_SC_CLK_TCK) a second). Source: proc(5).
struct ProcStat {
    pid_t pid = 0;
    std::string comm;  // as it is: may hold spaces, parentheses and newlines
    char state = '?';  // R S D T t Z X I
    pid_t ppid = 0;
    pid_t pgrp = 0;
    pid_t session = 0;
    int tty_nr = 0;   // 0: no controlling terminal
    pid_t tpgid = 0;  // the terminal's foreground group; -1 without a terminal
    std::uint64_t utime = 0;
    std::uint64_t stime = 0;
    std::int64_t num_threads = 0;
    std::uint64_t start_time = 0;  // since boot; with the pid it names a process for good
    std::uint64_t vsize = 0;       // bytes
    std::int64_t rss = 0;          // pages
    int exit_signal = 0;           // what its parent gets when it ends; 0 for a helper clone
    int processor = 0;             // where it ran last
    // The status as of waitpid. While it is stopped: the signal that stopped it, without ptrace.
    // 0 if we may not know.
    int exit_code = 0;

    [[nodiscard]] bool thread_ended() const noexcept { return state == 'Z' || state == 'X'; }
    // Of a process: its first thread may have ended while others go on.
    [[nodiscard]] bool ended() const noexcept { return thread_ended() && num_threads <= 1; }
    [[nodiscard]] bool stopped() const noexcept {
        return state == 'T' || state == 't';
    }  // t: traced
    friend bool operator==(const ProcStat&, const ProcStat&) = default;
};

// Empty if `text` is no such line; any bytes may come.
[[nodiscard]] std::optional<ProcStat> parse_stat(std::string_view text);
// Errors: ProcDir's; EBADMSG for a line that is none.
[[nodiscard]] Result<ProcStat> read_stat(const ProcDir& dir);

}  // namespace hangar::os
