// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/os/signals.hpp>

namespace hangar::os {

// What /proc/PID/status or /proc/PID/task/TID/status tells. A value; any thread. Source: proc(5).
struct ProcStatus {
    std::string name;
    pid_t tgid = 0;  // the process
    pid_t pid = 0;   // the thread
    pid_t ppid = 0;
    pid_t tracer = 0;  // 0: nobody traces it
    uid_t real_uid = 0;
    uid_t effective_uid = 0;
    int threads = 0;
    std::vector<pid_t> ns_pids;  // its pid in each nested pid namespace, the reader's first
    std::uint64_t queued_signals = 0;
    std::uint64_t queued_signals_limit = 0;
    SignalSet thread_pending;   // SigPnd
    SignalSet process_pending;  // ShdPnd
    SignalSet blocked;          // this thread's
    SignalSet ignored;
    SignalSet caught;
    std::uint64_t voluntary_switches = 0;  // with the next: unchanged means it has not run since
    std::uint64_t involuntary_switches = 0;
};

// Empty unless the text names the process and the thread; other fields that are missing or not as
// they should be keep their defaults. Any bytes may come.
[[nodiscard]] std::optional<ProcStatus> parse_status(std::string_view text);
// Errors: ProcDir's; EBADMSG.
[[nodiscard]] Result<ProcStatus> read_status(const ProcDir& dir);

}  // namespace hangar::os
