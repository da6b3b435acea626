// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include <hangar/backends/spawn/backend.hpp>

namespace hangar::spawn {

// Executes this program anew, through Boost.Process with our launcher: a vfork child that shares
// our memory until it executes, so that the cost does not grow with ours. The seed goes along in a
// sealed memory file, whose descriptor the environment names (child_role.hpp). `backend` is for
// messages. On the current loop.
// Errors: throws OsError; ENOTSUP when this program's main never asks for a role and would run
// anew in the child.
[[nodiscard]] runtime::Task<std::unique_ptr<Child>> execute_child(std::string_view backend,
                                                                  SpawnRequest request);

}  // namespace hangar::spawn
