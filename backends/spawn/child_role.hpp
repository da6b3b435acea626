// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hangar/backends/spawn/backend.hpp>

namespace hangar::spawn {

// How an executed child learns that it is one: HANGAR_ACTOR in its environment names the
// descriptors it has inherited, the sealed seed first.

// The environment for a child: `environment` with the role in it.
[[nodiscard]] std::vector<std::string> with_role(std::vector<std::string> environment, int seed,
                                                 const BootOutput& output);

// At the start of main(): the boot of a child, or nothing if this process is none. The role is
// taken out of the environment, so that what this process starts does not inherit it.
// Errors: a role that cannot be read ends the process with a message and status 70.
[[nodiscard]] std::optional<ChildBoot> take_child_role();

// Whether this program has asked for its role: one that never does would, executed as a child, run
// its own main again. The exec backend refuses to spawn from such a program.
[[nodiscard]] bool knows_child_role() noexcept;

// argv[0] for a child: this program's own.
[[nodiscard]] std::string role_program_name();

}  // namespace hangar::spawn
