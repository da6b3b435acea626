// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/backends/spawn/boot_output.hpp>
#include <hangar/backends/spawn/child.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::spawn {

// What a child is born with.
struct ChildBoot {
    ipc::Bytes seed;          // what the parent had to say: the actor layer's
    BootOutput output;        // to be restored when it has booted
    bool own_process = true;  // false: it shares the parent's process
};

// A child's whole life; gives its exit status. Runs no event loop but its own.
using ChildMain = int (*)(ChildBoot boot);

struct SpawnRequest {
    std::string name;  // the actor's: for thread names and messages
    ipc::Bytes seed;
    std::vector<os::Fd> inherit;  // the child has them under the same numbers
    ChildMain main = nullptr;
};

// One way to bring up a child. Stateless or internally synchronised: one instance per process
// serves the loops of all its threads.
class Backend {
  public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    // On the current loop. Errors: throws runtime::OsError (EAGAIN: no free pid or thread, EMFILE,
    // ENOMEM, what exec says); then there is no child.
    virtual runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) = 0;
};

}  // namespace hangar::spawn
