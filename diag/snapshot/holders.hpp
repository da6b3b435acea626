// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/machine.hpp>
#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::snapshot {

// The processes, out of `candidates`, that have one of the wanted objects open. Only links and,
// where those don't tell, fdinfo are read. A process whose descriptors we may not see is none: the
// same user's are always seen. Any thread.
[[nodiscard]] std::vector<pid_t> holders_of(const Wanted& wanted,
                                            const std::vector<pid_t>& candidates,
                                            const Machine& machine, os::Deadline deadline);

// The descriptors of `pid` that are among the wanted ones.
[[nodiscard]] std::vector<Descriptor> wanted_descriptors(const Wanted& wanted, pid_t pid,
                                                         const Machine& machine);

}  // namespace hangar::snapshot
