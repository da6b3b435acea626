// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <hangar/backends/spawn/forked_child.hpp>
#include <hangar/diag/os/fork.hpp>

namespace hangar::spawn {

// The thread that makes processes: it has never run an event loop, holds no lock when it forks,
// blocks all signals and lives as long as its process, for a parent-death signal follows the
// forking *thread*. Started when it is first needed. A forked child has a new one if it forks in
// turn.
class ForkWorker {
  public:
    // Any thread. Forks a child that runs its main and ends with _exit. The caller stands still
    // until it is done, a fraction of a millisecond: what it may hold or be in the midst of (an
    // allocator's lock, say, where a sanitizer's does not mind forks) is not copied half-done.
    // Errors: the thread cannot be started (EAGAIN), the fork failed.
    [[nodiscard]] static os::Result<os::Pidfd> fork(ForkedChild child);

    // Any thread. The same for a process that is made another way.
    [[nodiscard]] static os::Result<os::Pidfd> make(
        const std::function<os::Result<os::Pidfd>()>& make_process);
};

}  // namespace hangar::spawn
