// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/deadline.hpp>
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

// The descriptors of `pid` that are among the wanted ones; of a thread's own table, where it has
// one, by the thread's id. Errors: ProcDir's.
[[nodiscard]] os::Result<std::vector<Descriptor>> wanted_descriptors(const Wanted& wanted,
                                                                     pid_t pid, Machine& machine);

}  // namespace hangar::snapshot
