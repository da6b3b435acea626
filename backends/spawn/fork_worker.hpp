// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <vector>

#include <hangar/backends/spawn/backend.hpp>
#include <hangar/diag/os/fork.hpp>

namespace hangar::spawn {

// The thread that forks: it has never run an event loop, holds no lock when it forks, blocks all
// signals and lives as long as its process, for a parent-death signal follows the forking *thread*.
// Started when it is first needed. A forked child has a new one if it forks in turn.
class ForkWorker {
  public:
    using Done = std::function<void(os::Result<os::Pidfd>)>;

    struct Job {
        ChildMain main = nullptr;
        ipc::Bytes seed;
        std::vector<int> keep;        // descriptors that the child keeps; ascending
        std::array<int, 3> output{};  // a BootOutput's file, out and err
        Done done;
    };

    // Any thread. Forks a child that runs the job's main and ends with _exit; `done` is called on
    // the worker thread. Errors: the thread cannot be started (EAGAIN), the fork failed.
    static void fork(Job job);
};

}  // namespace hangar::spawn
