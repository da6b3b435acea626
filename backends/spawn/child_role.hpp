// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
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

// For backends that execute this program: one that has never asked for its role would, executed as
// a child, run its own main again. Errors: throws OsError, ENOTSUP.
void require_child_role(std::string_view backend);
// A process that was executed for another role has asked, too.
void note_child_role() noexcept;

// argv[0] for a child: this program's own.
[[nodiscard]] std::string role_program_name();

}  // namespace hangar::spawn
