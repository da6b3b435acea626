// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/waitgraph/scene.hpp>

namespace hangar::waitgraph {

// The signals that end a thread's wait for one: those that its sigwait takes, or whose handlers
// make its pause return. 0 for a thread that waits for something else. Pure.
[[nodiscard]] std::uint64_t signals_taken(const snapshot::Process& process,
                                          const snapshot::Thread& thread) noexcept;

// Whether a process sleeps as a service does: a thread of it waits for input, for whoever connects,
// or for a signal that it handles. What it has open it may well have on purpose.
[[nodiscard]] bool serves(const Scene& scene, const snapshot::Process& process);

}  // namespace hangar::waitgraph
