// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <hangar/harness.hpp>
#include <string>

// What the rules' children do.
namespace hangar::rules {

int add(int a, int b);
os::ProcessId own_process();
Task<void> wait_for_ever();
// A context whose stream never ends.
Task<void> sends_for_ever(Callee<void, int> caller);

void throw_out_of_range(const std::string& what);
void throw_runtime_error(const std::string& what);
// Fails after a delay in which no cancellation reaches it.
Task<void> fail_after_delay(std::chrono::milliseconds delay);

// Holds its thread until release_blocked() is called in the same process: at no checkpoint,
// whatever anybody asks. With `spin` it uses the CPU for it.
void block(bool spin);
void release_blocked() noexcept;
void hold_blocked() noexcept;
// A process that is no actor: in a session of its own, deaf to SIGTERM, and nobody's end is told to
// it. It ends with a signal that cannot be refused, or a minute later.
os::ProcessId start_helper();

// A child of the calling actor, for as long as that lives: one that serves, and one that blocks.
Task<os::ProcessId> start_serving_child();
Task<os::ProcessId> start_blocked_child(bool spin);

// Makes a file that this actor's lifetime stack removes.
void make_temporary_file(const std::string& path);

}  // namespace hangar::rules
