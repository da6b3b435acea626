// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/diag/os/fd.hpp>

// What the programs of this folder have in common.
namespace zoo {

using hangar::runtime::Task;

// Whoever runs us may look now: it is in place.
inline void ready() {
    static_cast<void>(hangar::os::write_all(1, "ready\n"));
}

// A root actor's life; its children come up by the backend that the first argument names.
template <class Body>
int live(int argc, char** argv, Body body) {
    if (const auto status = hangar::actor::run_child_role()) return *status;
    hangar::actor::TreeOptions options;
    options.backend = argc > 1 ? argv[1] : "fork_worker";
    options.transport = hangar::ipc::Transport::pair;
    hangar::actor::run_root(options, body);
    return 0;
}

}  // namespace zoo
