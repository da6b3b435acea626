// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/snapshot/process.hpp>

namespace hangar::waitgraph {

// Whether the wait returns when a signal is handled. (One for a lock or a thread goes on.)
[[nodiscard]] bool is_broken_by_signals(snapshot::WaitKind kind) noexcept;

// Why a wait that a handler could end is at most possible: "the handler of SIGTERM could end the
// wait". Requires: the process handles signals.
[[nodiscard]] std::string handlers_doubt(const snapshot::Process& process);

}  // namespace hangar::waitgraph
