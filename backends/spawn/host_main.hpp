// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/spawn/backend.hpp>

namespace hangar::spawn {

// What a host is born with; in memory, for it is a fork of who needs it.
struct HostBoot {
    os::Fd orders;  // its end of the socket that orders come by
    ChildMain main = nullptr;
    const HostDuties* duties = nullptr;
};

// A host's whole life: runs an actor on a thread for each order, until nobody is left who could
// give one; then it waits for its actors, whose parents are gone, and the kernel ends it should one
// not end in time. SIGTERM asks all of them to end, SIGINT is left to their parents. Gives its exit
// status.
int host_main(HostBoot boot);

}  // namespace hangar::spawn
