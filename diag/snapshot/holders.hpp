// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/snapshot/machine.hpp>
#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::snapshot {

struct Holders {
    std::vector<pid_t> pids;
    std::vector<pid_t> refused;  // whose descriptors we may not see
};

// The processes, out of `candidates`, that have one of the wanted objects open. Only links and,
// where those don't tell, fdinfo are read. Any thread.
[[nodiscard]] Holders holders_of(const Wanted& wanted, const std::vector<pid_t>& candidates,
                                 Machine& machine, os::Deadline deadline);

// What a process has open, and by which id it may be asked about: its own, or, where its first
// thread has ended, another one's.
struct OpenTable {
    os::ProcDir dir;
    pid_t pid = 0;
    std::vector<os::OpenFd> open;
};

// `pid` may be a thread with a table of its own. Any thread. Errors: ProcDir's.
[[nodiscard]] os::Result<OpenTable> read_open_table(pid_t pid);

// What of it is among the wanted ones.
[[nodiscard]] std::vector<Descriptor> wanted_in(const OpenTable& table, const Wanted& wanted,
                                                Machine& machine);

// Both. Errors: ProcDir's.
[[nodiscard]] os::Result<std::vector<Descriptor>> wanted_descriptors(const Wanted& wanted,
                                                                     pid_t pid, Machine& machine);

}  // namespace hangar::snapshot
