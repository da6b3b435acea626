// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/spawn/backend.hpp>

namespace hangar::actor {

// A child actor's whole life, on the calling thread: dials its parent, is told what it is, serves
// until it is cancelled or its parent is gone. Gives its exit status.
int child_main(spawn::ChildBoot boot);

// What a process does that carries several of them.
[[nodiscard]] const spawn::HostDuties& host_duties() noexcept;

// First thing in main(): if this process was executed to be an actor, or a daemon
// (daemon_role.hpp), it lives as one, and the status to leave with is returned; otherwise nothing.
// HANGAR_MAIN does this.
[[nodiscard]] std::optional<int> run_child_role();

}  // namespace hangar::actor
