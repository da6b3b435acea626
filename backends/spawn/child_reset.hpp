// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::spawn {

// What a forked child must put back to a cold process's defaults before it runs anything: the
// layers above add their own globals (captured streams, the current actor, log levels).
// Requires: called during static initialisation or before any child is forked; at most 32 hooks.
void on_child_reset(void (*hook)() noexcept);

// Runs the hooks, first added first. Requires: the forked child's only thread.
void reset_child_globals() noexcept;

}  // namespace hangar::spawn
